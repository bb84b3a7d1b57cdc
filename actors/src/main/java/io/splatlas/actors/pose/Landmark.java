package io.splatlas.actors.pose;

import io.splatlas.actors.geometry.ViewGeometry;
import java.util.ArrayList;
import java.util.List;

/** A point of the scene and where views see it: a patch of the photograph it was found in. */
final class Landmark {
  /** A sighting that belongs to no feature. */
  private static final int NO_FEATURE = -1;

  /** Farthest that the patch is looked for from where it is expected, pixels. */
  private static final double REACH = 2.5;

  /** Cosine of the angle between rays beyond which a surface looks too unlike itself. */
  private static final double LEAST_COSINE = 0.6;

  /**
   * Where a view sees it.
   *
   * @param feature of the view, {@link #NO_FEATURE} when it was found by its patch alone
   * @param u image position, pixels
   * @param v image position, pixels
   * @param depth measured there along the optical axis, metres, 0 = unknown
   */
  record Sighting(PosedView view, int feature, double u, double v, double depth) {}

  /** World, metres. */
  final double[] position = new double[3];

  private final List<Sighting> sightings = new ArrayList<>();
  private final Patch patch;

  /** Where the patch comes from; the view itself may be gone. */
  private final AdjustedPose origin;

  private final double originU;
  private final double originV;

  /**
   * A feature of a view, at a depth.
   *
   * @param depth metres along the optical axis
   */
  Landmark(PosedView view, int feature, double depth) {
    originU = view.features.u()[feature];
    originV = view.features.v()[feature];
    origin = view.pose;
    origin.geometry().backProject(originU, originV, depth, position);
    patch = new Patch(view.photograph, originU, originV);
    add(new Sighting(view, feature, originU, originV, view.depth.at(originU, originV)));
  }

  /** In the order in which they were found. */
  List<Sighting> sightings() {
    return sightings;
  }

  boolean isSeenBy(PosedView view) {
    return view.seen.contains(this);
  }

  /** Looks whether a feature of another view shows it, and where exactly. */
  boolean match(PosedView view, int feature) {
    return find(view, feature, view.features.u()[feature], view.features.v()[feature]);
  }

  /** Looks for it where another view should see it. */
  boolean search(PosedView view) {
    double[] expected = new double[3];
    view.geometry().project(position[0], position[1], position[2], expected);
    return expected[2] > 0
        && cosine(origin.geometry(), view.geometry()) > LEAST_COSINE
        && find(view, NO_FEATURE, expected[0], expected[1]);
  }

  private boolean find(PosedView view, int feature, double u, double v) {
    double[] here = new double[3];
    origin.geometry().camera(position[0], position[1], position[2], here);
    double[] warp = new double[4];
    double[] found = {u, v};
    boolean visible =
        patch.isUsable()
            && here[2] > 0
            && Patch.warp(origin.geometry(), view.geometry(), originU, originV, here[2], warp)
            && patch.find(view.photograph, warp, found, REACH);
    if (visible) {
      add(new Sighting(view, feature, found[0], found[1], view.depth.at(found[0], found[1])));
    }
    return visible;
  }

  private void add(Sighting sighting) {
    sightings.add(sighting);
    sighting.view().sees(this, sighting.feature());
  }

  /** Takes back what was said of a view. */
  void remove(Sighting sighting) {
    sightings.remove(sighting);
    sighting.view().seesNoMore(this, sighting.feature());
  }

  /** Takes back all that was said of it. */
  void forget() {
    List.copyOf(sightings).forEach(this::remove);
  }

  /** Distance between where a view saw it and where it should have, pixels. */
  double error(Sighting sighting) {
    double[] seen = new double[3];
    sighting.view().geometry().project(position[0], position[1], position[2], seen);
    return seen[2] > 0
        ? Math.hypot(seen[0] - sighting.u(), seen[1] - sighting.v())
        : Double.POSITIVE_INFINITY;
  }

  /** Cosine of the largest angle between two of the rays that meet here. */
  double widest() {
    double least = 1;
    for (int i = 0; i < sightings.size(); i++) {
      for (int j = 0; j < i; j++) {
        least =
            Math.min(
                least,
                cosine(sightings.get(i).view().geometry(), sightings.get(j).view().geometry()));
      }
    }
    return least;
  }

  private double cosine(ViewGeometry a, ViewGeometry b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int axis = 0; axis < 3; axis++) {
      double x = position[axis] - a.centre[axis];
      double y = position[axis] - b.centre[axis];
      dot += x * y;
      aa += x * x;
      bb += y * y;
    }
    return dot / Math.sqrt(aa * bb);
  }
}
