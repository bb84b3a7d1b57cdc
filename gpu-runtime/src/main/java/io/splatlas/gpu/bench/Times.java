package io.splatlas.gpu.bench;

import java.util.Arrays;

/** Durations of one kind, in the order in which they were taken. */
final class Times {
  private double[] millis = new double[64];
  private int count;

  void add(double ms) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count++] = ms;
  }

  void clear() {
    count = 0;
  }

  /** The value below which a share of all lie, milliseconds; NaN when there are none. */
  double quantile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return sorted[Math.clamp((long) Math.ceil(share * count) - 1, 0, count - 1)];
  }
}
