package io.splatlas.gpu.host;

/**
 * Real spherical harmonics up to degree 3 in the order and with the signs that 3D Gaussian scenes
 * are stored with, and their derivative with respect to the direction.
 */
public final class SphericalHarmonics {
  /** Basis functions of degree 3. */
  public static final int MAX_BASIS = 16;

  private static final double C0 = 0.28209479177387814;
  private static final double C1 = 0.4886025119029199;
  private static final double C2 = 1.0925484305920792;
  private static final double C2_AXIAL = 0.31539156525252005;
  private static final double C2_SQUARE = 0.5462742152960396;
  private static final double C3 = 0.5900435899266435;
  private static final double C3_XYZ = 2.890611442640554;
  private static final double C3_SIDE = 0.4570457994644658;
  private static final double C3_AXIAL = 0.3731763325901154;
  private static final double C3_SQUARE = 1.445305721320277;

  private SphericalHarmonics() {}

  /** Basis functions up to a degree: 1, 4, 9 or 16. */
  public static int size(int degree) {
    return (degree + 1) * (degree + 1);
  }

  /**
   * Values of the basis in a unit direction (from the camera's centre to the Gaussian).
   *
   * @param basis receives {@link #size} values
   */
  public static void evaluate(int degree, double x, double y, double z, double[] basis) {
    basis[0] = C0;
    if (degree < 1) {
      return;
    }
    basis[1] = -C1 * y;
    basis[2] = C1 * z;
    basis[3] = -C1 * x;
    if (degree < 2) {
      return;
    }
    double xx = x * x;
    double yy = y * y;
    double zz = z * z;
    basis[4] = C2 * x * y;
    basis[5] = -C2 * y * z;
    basis[6] = C2_AXIAL * (2 * zz - xx - yy);
    basis[7] = -C2 * x * z;
    basis[8] = C2_SQUARE * (xx - yy);
    if (degree < 3) {
      return;
    }
    basis[9] = -C3 * y * (3 * xx - yy);
    basis[10] = C3_XYZ * x * y * z;
    basis[11] = -C3_SIDE * y * (4 * zz - xx - yy);
    basis[12] = C3_AXIAL * z * (2 * zz - 3 * xx - 3 * yy);
    basis[13] = -C3_SIDE * x * (4 * zz - xx - yy);
    basis[14] = C3_SQUARE * z * (xx - yy);
    basis[15] = -C3 * x * (xx - 3 * yy);
  }

  /**
   * The derivative with respect to the direction as three independent numbers.
   *
   * @param g dL/d basis, {@link #size} values
   * @param out receives dL/d(x, y, z)
   */
  public static void backward(int degree, double x, double y, double z, double[] g, double[] out) {
    double gx = 0;
    double gy = 0;
    double gz = 0;
    if (degree >= 1) {
      gx -= C1 * g[3];
      gy -= C1 * g[1];
      gz += C1 * g[2];
    }
    if (degree >= 2) {
      gx += C2 * (y * g[4] - z * g[7]) - 2 * C2_AXIAL * x * g[6] + 2 * C2_SQUARE * x * g[8];
      gy += C2 * (x * g[4] - z * g[5]) - 2 * C2_AXIAL * y * g[6] - 2 * C2_SQUARE * y * g[8];
      gz += -C2 * (y * g[5] + x * g[7]) + 4 * C2_AXIAL * z * g[6];
    }
    if (degree >= 3) {
      double xx = x * x;
      double yy = y * y;
      double zz = z * z;
      gx +=
          -6 * C3 * x * y * g[9]
              + C3_XYZ * y * z * g[10]
              + 2 * C3_SIDE * x * y * g[11]
              - 6 * C3_AXIAL * x * z * g[12]
              - C3_SIDE * (4 * zz - 3 * xx - yy) * g[13]
              + 2 * C3_SQUARE * x * z * g[14]
              - 3 * C3 * (xx - yy) * g[15];
      gy +=
          -3 * C3 * (xx - yy) * g[9]
              + C3_XYZ * x * z * g[10]
              - C3_SIDE * (4 * zz - xx - 3 * yy) * g[11]
              - 6 * C3_AXIAL * y * z * g[12]
              + 2 * C3_SIDE * x * y * g[13]
              - 2 * C3_SQUARE * y * z * g[14]
              + 6 * C3 * x * y * g[15];
      gz +=
          C3_XYZ * x * y * g[10]
              - 8 * C3_SIDE * y * z * g[11]
              + C3_AXIAL * (6 * zz - 3 * xx - 3 * yy) * g[12]
              - 8 * C3_SIDE * x * z * g[13]
              + C3_SQUARE * (xx - yy) * g[14];
    }
    out[0] = gx;
    out[1] = gy;
    out[2] = gz;
  }
}
