package io.splatlas.ops.eval;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Class-agnostic average precision of boxes: the area under the precision-recall curve with
 * all-point interpolation (PASCAL VOC from 2010 on). Predictions are taken by falling score, equal
 * scores by rising id; each takes the truth box not yet taken with which it overlaps most, and is
 * right if that overlap reaches the threshold.
 */
public final class AveragePrecision {

  private AveragePrecision() {}

  /**
   * Scores predictions against truth.
   *
   * @param threshold intersection over union that counts as found, in (0, 1]
   * @return in [0, 1], or empty if there is no truth
   */
  public static OptionalDouble of(
      Collection<ScoredBox> predicted, Collection<Box> truth, double threshold) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("the threshold must lie in (0, 1], not " + threshold);
    }
    if (truth.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<ScoredBox> ordered =
        predicted.stream()
            .sorted(
                Comparator.comparingDouble(ScoredBox::score)
                    .reversed()
                    .thenComparingInt(ScoredBox::id))
            .toList();
    boolean[] right = right(ordered, List.copyOf(truth), threshold);
    return OptionalDouble.of(area(right, truth.size()));
  }

  private static boolean[] right(List<ScoredBox> ordered, List<Box> truth, double threshold) {
    boolean[] taken = new boolean[truth.size()];
    boolean[] right = new boolean[ordered.size()];
    for (int i = 0; i < right.length; i++) {
      int best = -1;
      double bestIou = 0;
      for (int j = 0; j < taken.length; j++) {
        double iou = taken[j] ? 0 : ordered.get(i).box().iou(truth.get(j));
        if (iou > bestIou) {
          bestIou = iou;
          best = j;
        }
      }
      if (best >= 0 && bestIou >= threshold) {
        taken[best] = true;
        right[i] = true;
      }
    }
    return right;
  }

  /** Each right prediction adds 1/truths of recall at the best precision from there on. */
  private static double area(boolean[] right, int truths) {
    int found = 0;
    for (boolean isRight : right) {
      found += isRight ? 1 : 0;
    }
    double area = 0;
    double envelope = 0;
    for (int i = right.length - 1; i >= 0; i--) {
      if (right[i]) {
        envelope = Math.max(envelope, (double) found / (i + 1));
        area += envelope;
        found--;
      }
    }
    return area / truths;
  }
}
