package io.splatlas.actors.spatial;

/** The result of a nearest-neighbour query: m rows of k neighbours, nearest first. */
public final class Neighbours {
  private final int k;
  private final int[] indices;
  private final float[] distances;

  Neighbours(int rows, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("%d neighbours: ask for at least 1".formatted(k));
    }
    this.k = k;
    this.indices = new int[Math.multiplyExact(rows, k)];
    this.distances = new float[indices.length];
  }

  /** Neighbours a row. */
  public int k() {
    return k;
  }

  /** Point indices, row-major m x k; -1 where there are fewer than k points; not a copy. */
  public int[] indices() {
    return indices;
  }

  /**
   * Euclidean (not squared) distances, row-major m x k; infinity where the index is -1; not a copy.
   */
  public float[] distances() {
    return distances;
  }
}
