package io.splatlas.actors.capture;

import java.util.BitSet;

/**
 * Which frames a scene can do without: those that a newer one saw from nearly the same place in
 * nearly the same direction. Near is a share of the extent of all cameras, so that it fits a desk
 * and a hall. Pure.
 */
final class FrameThinning {
  /** Of the diagonal of the box around all cameras. */
  private static final double NEAR = 0.05;

  /** Cosine of 10 degrees. */
  private static final double ALIKE = 0.98480775;

  private FrameThinning() {}

  /**
   * Finds redundant frames among the oldest.
   *
   * @param views x y z of the camera and of its optical axis, six values a frame, by number from 1
   * @param held frames that are there, by number
   * @param first number of the first candidate
   * @param last number of the last candidate, at least {@code first}
   * @return candidates that are there and that a newer frame, which is none of them, makes
   *     redundant
   */
  static BitSet redundant(float[] views, BitSet held, int first, int last) {
    double near = NEAR * diagonal(views, held);
    BitSet found = new BitSet();
    BitSet kept = (BitSet) held.clone();
    // The newest first: each that goes has one near that stays.
    for (int i = held.previousSetBit(last); i >= first; i = held.previousSetBit(i - 1)) {
      if (seenAgain(views, kept, i, near * near)) {
        found.set(i);
        kept.clear(i);
      }
    }
    return found;
  }

  private static boolean seenAgain(float[] views, BitSet kept, int frame, double nearSquared) {
    for (int j = kept.nextSetBit(frame + 1); j >= 0; j = kept.nextSetBit(j + 1)) {
      if (alike(views, 6 * (frame - 1), 6 * (j - 1), nearSquared)) {
        return true;
      }
    }
    return false;
  }

  private static boolean alike(float[] views, int a, int b, double nearSquared) {
    double distance = 0;
    double cosine = 0;
    for (int k = 0; k < 3; k++) {
      double d = views[a + k] - views[b + k];
      distance += d * d;
      cosine += views[a + 3 + k] * views[b + 3 + k];
    }
    return distance <= nearSquared && cosine >= ALIKE;
  }

  private static double diagonal(float[] views, BitSet held) {
    double squared = 0;
    for (int k = 0; k < 3; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = held.nextSetBit(1); i >= 0; i = held.nextSetBit(i + 1)) {
        low = Math.min(low, views[6 * (i - 1) + k]);
        high = Math.max(high, views[6 * (i - 1) + k]);
      }
      squared += held.isEmpty() ? 0 : (high - low) * (high - low);
    }
    return Math.sqrt(squared);
  }

  /** Every second one of the candidates, so that what is left is spread as they were. */
  static BitSet everySecond(BitSet held, int first, int last) {
    BitSet found = new BitSet();
    boolean take = true;
    for (int i = held.nextSetBit(first); i >= 0 && i <= last; i = held.nextSetBit(i + 1)) {
      if (take) {
        found.set(i);
      }
      take = !take;
    }
    return found;
  }
}
