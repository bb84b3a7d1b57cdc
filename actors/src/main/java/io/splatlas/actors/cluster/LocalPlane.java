package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.SymmetricEigen;

/** A plane through points by principal components; reused for many fits. */
final class LocalPlane {
  private final SymmetricEigen eigen = new SymmetricEigen();
  private double sign = 1;

  /** Fits a plane to a surfel and its neighbours. */
  void fit(float[][] position, int[] neighbours, int i, int k) {
    double[] sum = new double[9];
    int count = 1;
    for (int j = 0; j < k; j++) {
      int other = neighbours[i * k + j];
      if (other < 0) {
        continue;
      }
      count++;
      double dx = position[0][other] - position[0][i];
      double dy = position[1][other] - position[1][i];
      double dz = position[2][other] - position[2][i];
      sum[0] += dx;
      sum[1] += dy;
      sum[2] += dz;
      sum[3] += dx * dx;
      sum[4] += dx * dy;
      sum[5] += dx * dz;
      sum[6] += dy * dy;
      sum[7] += dy * dz;
      sum[8] += dz * dz;
    }
    double inverse = 1.0 / count;
    double mx = sum[0] * inverse;
    double my = sum[1] * inverse;
    double mz = sum[2] * inverse;
    eigen.decompose(
        sum[3] * inverse - mx * mx,
        sum[4] * inverse - mx * my,
        sum[5] * inverse - mx * mz,
        sum[6] * inverse - my * my,
        sum[7] * inverse - my * mz,
        sum[8] * inverse - mz * mz);
    sign = 1;
  }

  /**
   * Turns the normal to the side from which a surfel is seen.
   *
   * @return cosine between the normal and the mean direction to those who see it, 0 = nobody does
   */
  double turnTowards(float[][] seenFrom, int i) {
    double dot = 0;
    double squares = 0;
    for (int axis = 0; axis < 3; axis++) {
      dot += eigen.vectors[0][axis] * seenFrom[axis][i];
      squares += seenFrom[axis][i] * seenFrom[axis][i];
    }
    sign = dot < 0 ? -1 : 1;
    return squares > 0 ? Math.abs(dot) / Math.sqrt(squares) : 0;
  }

  float normal(int axis) {
    return (float) (sign * eigen.vectors[0][axis]);
  }

  /** Standard deviation of the points from the plane, metres. */
  float deviation() {
    return (float) Math.sqrt(Math.max(0, eigen.values[0]));
  }
}
