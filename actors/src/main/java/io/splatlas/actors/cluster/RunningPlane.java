package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.SymmetricEigen;

/** A least-squares plane that points are added to. */
final class RunningPlane {
  private final SymmetricEigen eigen = new SymmetricEigen();
  private final double[] origin = new double[3];
  private final double[] sum = new double[9];
  private final double[] normal = new double[3];
  private final double[] point = new double[3];
  private int count;

  /** Starts with a surfel's own normal. */
  void start(SurfelCloud cloud, int seed) {
    java.util.Arrays.fill(sum, 0);
    count = 0;
    for (int axis = 0; axis < 3; axis++) {
      origin[axis] = cloud.position()[axis][seed];
      point[axis] = origin[axis];
      normal[axis] = cloud.normal()[axis][seed];
    }
    include(cloud, seed);
  }

  void include(SurfelCloud cloud, int i) {
    double dx = cloud.position()[0][i] - origin[0];
    double dy = cloud.position()[1][i] - origin[1];
    double dz = cloud.position()[2][i] - origin[2];
    count++;
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

  /** Fits the plane to all points so far; the normal keeps its side. */
  void refit() {
    if (count < 3) {
      return;
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
    double[] fitted = eigen.vectors[0];
    double side =
        fitted[0] * normal[0] + fitted[1] * normal[1] + fitted[2] * normal[2] < 0 ? -1 : 1;
    for (int axis = 0; axis < 3; axis++) {
      normal[axis] = side * fitted[axis];
    }
    point[0] = origin[0] + mx;
    point[1] = origin[1] + my;
    point[2] = origin[2] + mz;
  }

  double dotNormal(SurfelCloud cloud, int i) {
    return normal[0] * cloud.normal()[0][i]
        + normal[1] * cloud.normal()[1][i]
        + normal[2] * cloud.normal()[2][i];
  }

  /** Signed, metres, positive on the side of the cameras. */
  double distance(SurfelCloud cloud, int i) {
    return normal[0] * (cloud.position()[0][i] - point[0])
        + normal[1] * (cloud.position()[1][i] - point[1])
        + normal[2] * (cloud.position()[2][i] - point[2]);
  }

  /** Normal x y z and a point x y z. */
  double[] frozen() {
    return new double[] {normal[0], normal[1], normal[2], point[0], point[1], point[2]};
  }
}
