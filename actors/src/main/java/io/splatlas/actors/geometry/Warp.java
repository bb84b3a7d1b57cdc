package io.splatlas.actors.geometry;

/** The homography that a fronto-parallel plane of one view induces between two views. */
public final class Warp {
  private Warp() {}

  /**
   * Maps homogeneous image positions of the reference to those of the source, for points at depth
   * 1/inverse of the reference; the third coordinate is positive in front of the source.
   *
   * @return 3x3, row-major
   */
  public static float[] matrix(ViewGeometry reference, ViewGeometry source, double inverse) {
    double[] rotation = rotation(reference, source);
    double[] translation = translation(reference, source, rotation);
    float[] m = new float[9];
    for (int row = 0; row < 3; row++) {
      // Column combination with K_reference^-1: x = (u - cx) / fx, y = (v - cy) / fy.
      double a = rotation[3 * row] / reference.fx;
      double b = rotation[3 * row + 1] / reference.fy;
      double c =
          rotation[3 * row + 2] + inverse * translation[row] - a * reference.cx - b * reference.cy;
      m[3 * row] = (float) a;
      m[3 * row + 1] = (float) b;
      m[3 * row + 2] = (float) c;
    }
    for (int column = 0; column < 3; column++) {
      m[column] = (float) (source.fx * m[column] + source.cx * m[6 + column]);
      m[3 + column] = (float) (source.fy * m[3 + column] + source.cy * m[6 + column]);
    }
    return m;
  }

  /** Rotation from the reference's camera frame to the source's. */
  public static double[] rotation(ViewGeometry reference, ViewGeometry source) {
    double[] out = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          out[3 * i + j] += source.r[3 * i + k] * reference.r[3 * j + k];
        }
      }
    }
    return out;
  }

  /** Translation from the reference's camera frame to the source's, metres. */
  public static double[] translation(
      ViewGeometry reference, ViewGeometry source, double[] rotation) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      out[i] = source.t[i];
      for (int k = 0; k < 3; k++) {
        out[i] -= rotation[3 * i + k] * reference.t[k];
      }
    }
    return out;
  }
}
