package io.splatlas.ops.dataset;

/**
 * Poses of every source as one: 4x4 row-major camera-to-world matrices, made rigid. {@link
 * AxisConvention} says which way a camera's axes point.
 */
public final class PoseConversion {

  /** The largest entry of |R'R - I| that still counts as rounding. */
  public static final double RIGID_TOLERANCE = 1e-3;

  /** The farthest a camera may stand from the origin, metres. */
  public static final double MAX_DISTANCE = 1e6;

  private PoseConversion() {}

  /**
   * COLMAP's world-to-camera rotation (w, x, y, z) and translation as camera-to-world: [R' | -R'
   * t].
   */
  public static double[] fromColmap(
      double qw, double qx, double qy, double qz, double tx, double ty, double tz) {
    return invert(fromQuaternion(qw, qx, qy, qz, tx, ty, tz));
  }

  /**
   * A rotation and a translation as a matrix.
   *
   * @throws IllegalArgumentException if the quaternion is not of unit length to 1 %, or a number is
   *     not finite
   */
  public static double[] fromQuaternion(
      double qw, double qx, double qy, double qz, double tx, double ty, double tz) {
    double norm = Math.sqrt(qw * qw + qx * qx + qy * qy + qz * qz);
    if (!(Math.abs(norm - 1) < 0.01)) {
      throw new IllegalArgumentException("the rotation quaternion has length " + norm + ", not 1");
    }
    double w = qw / norm;
    double x = qx / norm;
    double y = qy / norm;
    double z = qz / norm;
    return requireRigid(
        new double[] {
          1 - 2 * (y * y + z * z),
          2 * (x * y - w * z),
          2 * (x * z + w * y),
          tx,
          2 * (x * y + w * z),
          1 - 2 * (x * x + z * z),
          2 * (y * z - w * x),
          ty,
          2 * (x * z - w * y),
          2 * (y * z + w * x),
          1 - 2 * (x * x + y * y),
          tz,
          0,
          0,
          0,
          1
        });
  }

  /** The inverse of a rigid matrix. */
  public static double[] invert(double[] m) {
    double[] out = new double[16];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        out[4 * row + column] = m[4 * column + row];
        out[4 * row + 3] -= m[4 * column + row] * m[4 * column + 3];
      }
    }
    out[15] = 1;
    return out;
  }

  /**
   * Checks that a matrix moves without scaling, shearing or mirroring, and takes rounding out of
   * its rotation.
   *
   * @return the matrix with its rotation replaced by the nearest exact one
   * @throws IllegalArgumentException naming what is wrong
   */
  public static double[] requireRigid(double[] m) {
    if (m.length != 16) {
      throw new IllegalArgumentException("a pose has 16 numbers, not " + m.length);
    }
    for (double value : m) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("the pose has a number that is not finite");
      }
    }
    if (m[12] != 0 || m[13] != 0 || m[14] != 0 || m[15] != 1) {
      throw new IllegalArgumentException("the last row of the pose must be 0 0 0 1");
    }
    if (Math.abs(m[3]) > MAX_DISTANCE
        || Math.abs(m[7]) > MAX_DISTANCE
        || Math.abs(m[11]) > MAX_DISTANCE) {
      throw new IllegalArgumentException("the camera stands more than 1e6 m from the origin");
    }
    double worst = rotationError(m);
    if (!(worst <= RIGID_TOLERANCE)) {
      throw new IllegalArgumentException(
          "the pose is not rigid: R'R differs from the identity by " + worst);
    }
    if (determinant(m) < 0) {
      throw new IllegalArgumentException("the pose mirrors: its rotation has determinant -1");
    }
    return nearestRotation(m);
  }

  static double[] rotateCamera(double[] m, double[] axes, boolean transposed) {
    double[] out = m.clone();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += m[4 * row + k] * (transposed ? axes[3 * column + k] : axes[3 * k + column]);
        }
        out[4 * row + column] = sum;
      }
    }
    return out;
  }

  private static double rotationError(double[] m) {
    double worst = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double dot = m[i] * m[j] + m[4 + i] * m[4 + j] + m[8 + i] * m[8 + j];
        worst = Math.max(worst, Math.abs(dot - (i == j ? 1 : 0)));
      }
    }
    return worst;
  }

  private static double determinant(double[] m) {
    return m[0] * cofactor(m, 0, 0) + m[1] * cofactor(m, 0, 1) + m[2] * cofactor(m, 0, 2);
  }

  private static double cofactor(double[] m, int row, int column) {
    int r1 = 4 * ((row + 1) % 3);
    int r2 = 4 * ((row + 2) % 3);
    int c1 = (column + 1) % 3;
    int c2 = (column + 2) % 3;
    return m[r1 + c1] * m[r2 + c2] - m[r1 + c2] * m[r2 + c1];
  }

  /**
   * The polar factor by Newton's iteration R = (R + inverse transpose of R) / 2, quadratic from
   * this close.
   */
  private static double[] nearestRotation(double[] m) {
    double[] rotation = m.clone();
    for (int step = 0; step < 3; step++) {
      double inverse = 1 / determinant(rotation);
      double[] next = rotation.clone();
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          int at = 4 * row + column;
          next[at] = 0.5 * (rotation[at] + inverse * cofactor(rotation, row, column));
        }
      }
      rotation = next;
    }
    return rotation;
  }
}
