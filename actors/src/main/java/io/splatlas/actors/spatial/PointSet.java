package io.splatlas.actors.spatial;

import org.jspecify.annotations.Nullable;

/**
 * Points in a Euclidean space, with optional weights. The arrays are used as they are, not copied:
 * nobody may write to them while an algorithm works on them.
 *
 * <p>Squared distances are computed in single precision, so coordinates beyond {@link
 * #MAX_MAGNITUDE} are refused: their squares could overflow.
 */
public final class PointSet {
  /** The largest number of dimensions. */
  public static final int MAX_DIMENSIONS = 64;

  /**
   * The largest absolute coordinate: 64 squared differences of twice this value still fit in a
   * float.
   */
  public static final float MAX_MAGNITUDE = 1e18f;

  private final float[] coordinates;
  private final float @Nullable [] weights;
  private final int size;
  private final int dimensions;

  private PointSet(float[] coordinates, float @Nullable [] weights, int size, int dimensions) {
    this.coordinates = coordinates;
    this.weights = weights;
    this.size = size;
    this.dimensions = dimensions;
  }

  /**
   * Points that each count once.
   *
   * @param coordinates row-major n x dimensions, finite, at most {@link #MAX_MAGNITUDE} in absolute
   *     value
   * @param dimensions 1 to {@link #MAX_DIMENSIONS}
   * @throws IllegalArgumentException if a length, dimension or value is out of its range; the
   *     message names it
   */
  public static PointSet of(float[] coordinates, int dimensions) {
    int size = checkShape(coordinates, dimensions);
    checkCoordinates(coordinates, dimensions);
    return new PointSet(coordinates, null, size, dimensions);
  }

  /**
   * Points that each stand for {@code weights[i]} points at the same place.
   *
   * @param coordinates as in {@link #of}
   * @param dimensions as in {@link #of}
   * @param weights n values, finite, at least 1
   * @throws IllegalArgumentException if a length, dimension or value is out of its range; the
   *     message names it
   */
  public static PointSet weighted(float[] coordinates, int dimensions, float[] weights) {
    int size = checkShape(coordinates, dimensions);
    checkCoordinates(coordinates, dimensions);
    if (weights.length != size) {
      throw new IllegalArgumentException(
          "%d weights for %d points: give one weight a point".formatted(weights.length, size));
    }
    for (int i = 0; i < size; i++) {
      if (!(weights[i] >= 1f) || Float.isInfinite(weights[i])) {
        throw new IllegalArgumentException(
            "weight of point %d is %s: a pooled point stands for at least one point, so weights must be finite and >= 1"
                .formatted(i, weights[i]));
      }
    }
    return new PointSet(coordinates, weights, size, dimensions);
  }

  private static int checkShape(float[] coordinates, int dimensions) {
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d dimensions: must be 1 to %d".formatted(dimensions, MAX_DIMENSIONS));
    }
    if (coordinates.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "%d coordinates do not divide into points of %d dimensions"
              .formatted(coordinates.length, dimensions));
    }
    return coordinates.length / dimensions;
  }

  private static void checkCoordinates(float[] coordinates, int dimensions) {
    for (int i = 0; i < coordinates.length; i++) {
      // Written so that NaN fails too.
      if (!(Math.abs(coordinates[i]) <= MAX_MAGNITUDE)) {
        throw new IllegalArgumentException(
            "coordinate %d of point %d is %s: drop or repair the point, or rescale the axis to at most %s in absolute value"
                .formatted(i % dimensions, i / dimensions, coordinates[i], MAX_MAGNITUDE));
      }
    }
  }

  /** The number of points. */
  public int size() {
    return size;
  }

  /** Coordinates a point. */
  public int dimensions() {
    return dimensions;
  }

  /** Row-major size x dimensions; not a copy. */
  public float[] coordinates() {
    return coordinates;
  }

  /** Whether some point may count more than once. */
  public boolean isWeighted() {
    return weights != null;
  }

  /** What point {@code i} counts: its weight, or 1. */
  public float weight(int i) {
    return weights == null ? 1f : weights[i];
  }
}
