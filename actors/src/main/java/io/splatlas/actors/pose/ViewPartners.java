package io.splatlas.actors.pose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which views look at the same things from nearby. */
final class ViewPartners {
  /** Cosine of the angle between views too unlike to be compared. */
  private static final double LEAST_COSINE = 0.7;

  private ViewPartners() {}

  /**
   * Views to match with, the nearest first: by the angle between them, and their distance as a
   * share of that of what they see.
   *
   * @param distance typical, of what they see, metres
   */
  static List<PosedView> of(PosedView view, Collection<PosedView> all, double distance, int count) {
    record Near(PosedView other, double far) {}
    List<Near> near = new ArrayList<>();
    for (PosedView other : all) {
      double cosine = 0;
      double baseline = 0;
      for (int axis = 0; axis < 3; axis++) {
        cosine += view.geometry().r[6 + axis] * other.geometry().r[6 + axis];
        double d = view.geometry().centre[axis] - other.geometry().centre[axis];
        baseline += d * d;
      }
      if (other != view && cosine > LEAST_COSINE) {
        near.add(new Near(other, Math.acos(Math.min(1, cosine)) + Math.sqrt(baseline) / distance));
      }
    }
    near.sort(Comparator.comparingDouble(Near::far));
    return near.stream().limit(count).map(Near::other).toList();
  }
}
