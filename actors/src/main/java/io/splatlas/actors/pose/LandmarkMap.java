package io.splatlas.actors.pose;

import io.splatlas.actors.feature.FeatureMatches;
import io.splatlas.actors.feature.Features;
import io.splatlas.actors.geometry.EpipolarPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All landmarks of a scene: how they are found, and lost again. */
final class LandmarkMap {
  /** Landmarks whose rays meet at less than a degree are at no known depth. */
  private static final double PARALLEL = Math.cos(Math.toRadians(1));

  private final Set<Landmark> landmarks = new LinkedHashSet<>();

  int size() {
    return landmarks.size();
  }

  /**
   * Joins what features of two views show.
   *
   * @param maxError largest distance from the epipolar line, pixels: what the poses leave open
   */
  void match(PosedView view, PosedView other, double maxError) {
    Features features = view.features;
    EpipolarPair epipolar = new EpipolarPair(view.geometry(), other.geometry());
    int[] match = FeatureMatches.of(features, other.features, epipolar, maxError);
    for (int i = 0; i < match.length; i++) {
      if (match[i] >= 0) {
        join(view, i, other, match[i], epipolar);
      }
    }
  }

  private void join(PosedView view, int i, PosedView other, int j, EpipolarPair epipolar) {
    Landmark own = view.landmark(i);
    Landmark known = other.landmark(j);
    if (own == null && known == null) {
      epipolar.select(view.features.u()[i], view.features.v()[i]);
      double inverse = epipolar.inverseDepth(other.features.u()[j], other.features.v()[j]);
      if (inverse > 0) {
        found(new Landmark(view, i, 1 / inverse), other, j);
      }
    } else if (own == null && known != null && !known.isSeenBy(view)) {
      known.match(view, i);
    } else if (own != null && known == null && !own.isSeenBy(other)) {
      own.match(other, j);
    }
  }

  private void found(Landmark landmark, PosedView other, int feature) {
    if (landmark.match(other, feature)) {
      landmarks.add(landmark);
    } else {
      landmark.forget();
    }
  }

  /** Looks for every landmark in every view that does not see it yet. */
  void search(Collection<PosedView> views) {
    for (Landmark landmark : landmarks) {
      for (PosedView view : views) {
        if (!landmark.isSeenBy(view)) {
          landmark.search(view);
        }
      }
    }
  }

  /** Landmarks that some of these views see, at a depth that their rays tell. */
  List<Landmark> placed(Collection<PosedView> views) {
    Set<Landmark> found = new LinkedHashSet<>();
    for (PosedView view : views) {
      for (Landmark landmark : view.seen) {
        if (!found.contains(landmark) && landmark.widest() < PARALLEL) {
          found.add(landmark);
        }
      }
    }
    return List.copyOf(found);
  }

  /** Takes back sightings that are off by more; a landmark needs two. */
  void removeOutliers(Collection<Landmark> some, double pixels) {
    for (Landmark landmark : some) {
      for (Landmark.Sighting sighting : List.copyOf(landmark.sightings())) {
        if (!(landmark.error(sighting) <= pixels)) {
          landmark.remove(sighting);
        }
      }
      dropIfLost(landmark);
    }
  }

  /** Takes back all that a view was thought to see. */
  void blind(PosedView view) {
    for (Landmark landmark : List.copyOf(view.seen)) {
      landmark.sightings().stream()
          .filter(sighting -> sighting.view() == view)
          .toList()
          .forEach(landmark::remove);
      dropIfLost(landmark);
    }
  }

  private void dropIfLost(Landmark landmark) {
    if (landmark.sightings().size() < 2) {
      landmark.forget();
      landmarks.remove(landmark);
    }
  }

  /** Typical distance of landmarks from a view that sees them, metres; 1 while there are none. */
  double distance() {
    List<Double> distances = new ArrayList<>();
    double[] p = new double[3];
    for (Landmark landmark : landmarks) {
      landmark
          .sightings()
          .getFirst()
          .view()
          .geometry()
          .camera(landmark.position[0], landmark.position[1], landmark.position[2], p);
      if (p[2] > 0) {
        distances.add(p[2]);
      }
    }
    double[] sorted = distances.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 1 : sorted[sorted.length / 2];
  }
}
