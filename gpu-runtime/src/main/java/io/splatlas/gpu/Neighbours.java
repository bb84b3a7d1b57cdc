package io.splatlas.gpu;

import java.util.Arrays;

/**
 * The k nearest points of each query, nearest first, equally far ones by index.
 *
 * @param k neighbours a query
 * @param indices k a query; -1 where there are fewer points than k
 * @param squaredDistances to them: the float sum of squared float differences in the order of the
 *     dimensions; infinity where there is no point
 */
public record Neighbours(int k, int[] indices, float[] squaredDistances) {
  /** The largest number of dimensions of a point. */
  public static final int MAX_DIMENSIONS = 16;

  /** The largest number of neighbours. */
  public static final int MAX_K = 32;

  /** The largest absolute coordinate, so that no distance overflows. */
  public static final float MAX_MAGNITUDE = 1e18f;

  /** None found yet, of so many queries. */
  public static Neighbours none(int queries, int k) {
    int[] indices = new int[Math.multiplyExact(queries, k)];
    float[] distances = new float[indices.length];
    Arrays.fill(indices, -1);
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    return new Neighbours(k, indices, distances);
  }

  /**
   * Refuses what {@link GpuDevice#neighbours} does not take.
   *
   * @throws IllegalArgumentException when a length, range or value is out of its range
   */
  public static void require(float[] points, int dimensions, int first, int count, int k) {
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS || points.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "%d values are no points of 1 to %d dimensions, got %d"
              .formatted(points.length, MAX_DIMENSIONS, dimensions));
    }
    if (k < 1 || k > MAX_K) {
      throw new IllegalArgumentException("k must be 1 to %d, got %d".formatted(MAX_K, k));
    }
    int n = points.length / dimensions;
    if (first < 0 || count < 0 || count > n - first) {
      throw new IllegalArgumentException(
          "queries %d to %d are not among %d points".formatted(first, first + count, n));
    }
    for (float v : points) {
      // Written so that NaN fails too.
      if (!(Math.abs(v) <= MAX_MAGNITUDE)) {
        throw new IllegalArgumentException("a coordinate is " + v);
      }
    }
  }
}
