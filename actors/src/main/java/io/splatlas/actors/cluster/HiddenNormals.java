package io.splatlas.actors.cluster;

/**
 * Turns the normals of surfels that no camera sees (undersides, backs) as their neighbours' are
 * turned, from the seen ones outwards (as in Hoppe et al. 1992, section 3.3, but ring by ring).
 */
final class HiddenNormals {
  private final float[][] normal;
  private final int[] neighbours;
  private final int k;

  /**
   * @param normal x y z, unit; changed in place
   * @param neighbours rows of {@code k}, -1 = none
   */
  HiddenNormals(float[][] normal, int[] neighbours, int k) {
    this.normal = normal;
    this.neighbours = neighbours;
    this.k = k;
  }

  /** Turns those that are not yet turned; what no seen surfel is connected to stays as it is. */
  void turn(boolean[] turned) {
    boolean changed = true;
    while (changed) {
      changed = false;
      boolean[] before = turned.clone();
      for (int i = 0; i < before.length; i++) {
        if (!before[i] && turnLikeNeighbours(i, before)) {
          turned[i] = true;
          changed = true;
        }
      }
    }
  }

  private boolean turnLikeNeighbours(int i, boolean[] turned) {
    double agreement = 0;
    boolean any = false;
    for (int j = 0; j < k; j++) {
      int other = neighbours[i * k + j];
      if (other >= 0 && turned[other]) {
        any = true;
        for (float[] axis : normal) {
          agreement += axis[i] * axis[other];
        }
      }
    }
    for (float[] axis : normal) {
      axis[i] = agreement < 0 ? -axis[i] : axis[i];
    }
    return any;
  }
}
