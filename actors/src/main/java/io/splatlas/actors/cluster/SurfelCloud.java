package io.splatlas.actors.cluster;

/**
 * The trusted Gaussians of a snapshot as points on surfaces, structure of arrays.
 *
 * @param rows place of each surfel in the snapshot
 * @param position x y z, metres
 * @param normal x y z, unit, towards the cameras
 * @param colour red green blue, 0..1
 * @param semantics planes of the semantic field per surfel, may be none
 * @param area square metres that each surfel stands for
 * @param curvature how far the neighbourhood is from flat, spacings
 * @param neighbours rows of {@code k} nearest surfels, the surfel itself left out, -1 = none
 * @param k neighbours a surfel
 * @param local distance between neighbouring surfels thereabouts, metres
 * @param spacing median of {@code local}, metres
 */
record SurfelCloud(
    int[] rows,
    float[][] position,
    float[][] normal,
    float[][] colour,
    float[][] semantics,
    float[] area,
    float[] curvature,
    int[] neighbours,
    int k,
    float[] local,
    float spacing) {

  int size() {
    return rows.length;
  }

  double totalArea() {
    double sum = 0;
    for (float a : area) {
      sum += a;
    }
    return sum;
  }

  /** The median of some surfels' local spacings, metres. */
  float medianSpacing(int[] surfels) {
    float[] sorted = new float[surfels.length];
    for (int i = 0; i < surfels.length; i++) {
      sorted[i] = local[surfels[i]];
    }
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  float distance(int i, int j) {
    float dx = position[0][i] - position[0][j];
    float dy = position[1][i] - position[1][j];
    float dz = position[2][i] - position[2][j];
    return (float) Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  float normalDot(int i, int j) {
    return normal[0][i] * normal[0][j] + normal[1][i] * normal[1][j] + normal[2][i] * normal[2][j];
  }
}
