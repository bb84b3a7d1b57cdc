package io.splatlas.ops.eval;

import java.util.HashMap;
import java.util.Map;

/** Agreement of two partitions (Hubert and Arabie 1985). */
public final class RandIndex {
  private RandIndex() {}

  /**
   * The adjusted Rand index over the points that both partitions give a label.
   *
   * @param a label per point, negative = none
   * @param b label per point, negative = none
   * @return 1 for the same partition, about 0 for independent ones; 1 where there is nothing to
   *     tell apart
   */
  public static double adjusted(int[] a, int[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " labels against " + b.length);
    }
    Map<Long, Long> both = new HashMap<>();
    Map<Integer, Long> left = new HashMap<>();
    Map<Integer, Long> right = new HashMap<>();
    long n = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] >= 0 && b[i] >= 0) {
        both.merge(((long) a[i] << 32) | b[i], 1L, Long::sum);
        left.merge(a[i], 1L, Long::sum);
        right.merge(b[i], 1L, Long::sum);
        n++;
      }
    }
    double together = pairs(both);
    double inLeft = pairs(left);
    double inRight = pairs(right);
    double all = n * (n - 1) / 2.0;
    double expected = all == 0 ? 0 : inLeft * inRight / all;
    double most = (inLeft + inRight) / 2;
    return most == expected ? 1 : (together - expected) / (most - expected);
  }

  private static double pairs(Map<?, Long> counts) {
    double sum = 0;
    for (long count : counts.values()) {
      sum += count * (count - 1) / 2.0;
    }
    return sum;
  }
}
