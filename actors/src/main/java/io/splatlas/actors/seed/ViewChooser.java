package io.splatlas.actors.seed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which earlier views are good partners for stereo. */
final class ViewChooser {
  /** Views that look more differently than this (cosine) are too unlike to be compared. */
  private static final double MIN_COSINE = 0.8;

  /** Baseline over depth that serves best: wide enough to be exact, narrow enough to look alike. */
  private static final double BEST_RATIO = 0.12;

  private static final double MIN_RATIO = 0.02;
  private static final double MAX_RATIO = 0.6;

  /** Share of the view's points that the partner must see. */
  private static final double MIN_OVERLAP = 0.4;

  private ViewChooser() {}

  /** Views to match features with while nothing is known of depth: the newest that look alike. */
  static List<StereoView> newest(StereoView view, List<StereoView> earlier, int count) {
    List<StereoView> chosen = new ArrayList<>();
    for (int k = earlier.size() - 1; k >= 0 && chosen.size() < count; k--) {
      StereoView other = earlier.get(k);
      if (cosine(view, other) > MIN_COSINE && baseline(view, other) > 0) {
        chosen.add(other);
      }
    }
    return chosen;
  }

  /**
   * Views to compare pixels with, best first.
   *
   * @param inverse typical inverse depth of the view, per metre
   */
  static List<StereoView> partners(
      StereoView view, List<StereoView> earlier, double inverse, int count) {
    record Scored(StereoView other, double score) {}
    List<Scored> scored = new ArrayList<>();
    for (StereoView other : earlier) {
      double ratio = baseline(view, other) * inverse;
      if (cosine(view, other) > MIN_COSINE && ratio >= MIN_RATIO && ratio <= MAX_RATIO) {
        double overlap = overlap(view, other, inverse);
        if (overlap >= MIN_OVERLAP) {
          scored.add(new Scored(other, Math.abs(Math.log(ratio / BEST_RATIO)) + 2 * (1 - overlap)));
        }
      }
    }
    scored.sort(Comparator.comparingDouble(Scored::score));
    return scored.stream().limit(count).map(Scored::other).toList();
  }

  static double baseline(StereoView a, StereoView b) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double d = a.geometry.centre[axis] - b.geometry.centre[axis];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private static double cosine(StereoView a, StereoView b) {
    double[] ra = a.geometry.r;
    double[] rb = b.geometry.r;
    return ra[6] * rb[6] + ra[7] * rb[7] + ra[8] * rb[8];
  }

  /** Share of 25 points of the view, at the typical depth, that the other sees. */
  private static double overlap(StereoView view, StereoView other, double inverse) {
    double[] world = new double[3];
    double[] seen = new double[3];
    int count = 0;
    for (double v = 0.1; v < 1; v += 0.2) {
      for (double u = 0.1; u < 1; u += 0.2) {
        view.geometry.backProject(
            view.geometry.width * u, view.geometry.height * v, 1 / inverse, world);
        other.geometry.project(world[0], world[1], world[2], seen);
        count += seen[2] > 0 && other.geometry.inside(seen[0], seen[1]) ? 1 : 0;
      }
    }
    return count / 25.0;
  }
}
