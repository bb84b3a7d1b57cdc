package io.splatlas.ops.eval;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a set of waiting times was like, nearest-rank percentiles.
 *
 * @param count of them, at least 1
 * @param p50Seconds half were no longer
 * @param p95Seconds 95 of 100 were no longer
 * @param maxSeconds the longest
 */
public record LatencySummary(int count, double p50Seconds, double p95Seconds, double maxSeconds) {

  /**
   * Summarises waiting times.
   *
   * @param seconds in any order, finite
   * @return empty if there are none
   */
  public static Optional<LatencySummary> of(double[] seconds) {
    if (seconds.length == 0) {
      return Optional.empty();
    }
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    if (!Double.isFinite(sorted[0]) || !Double.isFinite(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("waiting times must be finite");
    }
    return Optional.of(
        new LatencySummary(
            sorted.length, rank(sorted, 50), rank(sorted, 95), sorted[sorted.length - 1]));
  }

  private static double rank(double[] sorted, int percent) {
    // Whole numbers: 0.95 * 20 would round up past the 19th.
    return sorted[(percent * sorted.length + 99) / 100 - 1];
  }
}
