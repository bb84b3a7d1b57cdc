package io.splatlas.gpu.host;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;

/**
 * EWA projection of one Gaussian into one camera (Zwicker et al. 2001 as in Kerbl et al. 2023,
 * section 4) and its derivative by hand, in double precision from float parameters.
 *
 * <p>With V = W R(q) diag(s) and the Jacobian J of the pinhole at the centre, T = J V and the
 * covariance on screen is T T' + 0.3 I. The tangents x/z and y/z that enter J (not the centre) are
 * clamped to the image's edges widened by 0.3 of the half field of view, and their gradient is zero
 * where they are. The anti-aliased variant scales opacity by sqrt(det(T T') / det(T T' + 0.3 I))
 * (Yu et al. 2024, Mip-Splatting).
 *
 * <p>A mutable structure for one thread: {@link #project} fills the public fields, {@link
 * #backward} differentiates what the last call of {@link #project} computed.
 */
public final class SplatProjector {
  /** Values {@link #backward} writes: position 3, rotation 4, log scale 3, opacity logit 1. */
  public static final int GEOMETRY = GaussianLayout.SH_DC;

  private static final double CLAMP_MARGIN = 0.3;
  private static final double LEAST_COMPENSATION = 1e-9;

  /** Centre, pixels. */
  public double u;

  /** Centre, pixels. */
  public double v;

  /** Depth of the centre along the optical axis, metres. */
  public double z;

  /** Inverse covariance on screen: q = xx dx^2 + 2 xy dx dy + yy dy^2, 1/pixel^2. */
  public double conicXx;

  /** See {@link #conicXx}. */
  public double conicXy;

  /** See {@link #conicXx}. */
  public double conicYy;

  /** Opacity with which it is blended, compensated when anti-aliased, 0..1. */
  public double opacity;

  /** Half the width of the exact box within which alpha is at least 1/255, pixels. */
  public double radiusX;

  /** Half the height of that box, pixels. */
  public double radiusY;

  private final boolean antialiased;
  private final double width;
  private final double height;
  private final double fx;
  private final double fy;
  private final double cx;
  private final double cy;
  private final double[] pose;
  private final double left;
  private final double right;
  private final double top;
  private final double bottom;

  private final double[] quaternion = new double[4];
  private final double[] rotation = new double[9];
  private final double[] scale = new double[3];
  private final double[] inCamera = new double[9];
  private final double[] t = new double[6];
  private final double[] gRotation = new double[9];
  private final double[] gScale = new double[3];
  private double x;
  private double y;
  private double tangentX;
  private double tangentY;
  private double quaternionNorm;
  private double covXx;
  private double covXy;
  private double covYy;
  private double sigmoid;
  private double compensation;

  /** For one view. */
  public SplatProjector(Camera camera, boolean antialiased) {
    this.antialiased = antialiased;
    width = camera.width();
    height = camera.height();
    fx = camera.fx();
    fy = camera.fy();
    cx = camera.cx();
    cy = camera.cy();
    pose = camera.worldToCamera();
    double marginX = CLAMP_MARGIN * width / (2 * fx);
    double marginY = CLAMP_MARGIN * height / (2 * fy);
    left = -cx / fx - marginX;
    right = (width - cx) / fx + marginX;
    top = -cy / fy - marginY;
    bottom = (height - cy) / fy + marginY;
  }

  /**
   * Projects a Gaussian.
   *
   * @return whether it reaches the image: in front of the near plane, finite, and with a box of
   *     alpha at least 1/255 that holds a pixel centre's row and column range
   */
  public boolean project(float[][] planes, int i) {
    if (!moveToCamera(planes, i) || !readShape(planes, i)) {
      return false;
    }
    projectCovariance();
    double xx = dot(t, 0, t, 0);
    double xy = dot(t, 0, t, 3);
    double yy = dot(t, 3, t, 3);
    covXx = xx + Blending.LOW_PASS;
    covXy = xy;
    covYy = yy + Blending.LOW_PASS;
    double sharp = squaredCross();
    double det = sharp + Blending.LOW_PASS * (xx + yy) + Blending.LOW_PASS * Blending.LOW_PASS;
    conicXx = covYy / det;
    conicXy = -covXy / det;
    conicYy = covXx / det;
    sigmoid = 1 / (1 + Math.exp(-planes[GaussianLayout.OPACITY][i]));
    compensation = antialiased ? Math.sqrt(sharp / det) : 1;
    opacity = sigmoid * compensation;
    if (!(opacity >= Blending.MIN_ALPHA)) {
      return false;
    }
    double reach = 2 * Math.log(opacity / Blending.MIN_ALPHA);
    radiusX = Math.sqrt(reach * covXx);
    radiusY = Math.sqrt(reach * covYy);
    return Double.isFinite(conicXx + conicXy + conicYy)
        && u + radiusX >= 0.5
        && u - radiusX <= width - 0.5
        && v + radiusY >= 0.5
        && v - radiusY <= height - 0.5;
  }

  /**
   * The chain rule through the last {@link #project}.
   *
   * @param gu dL/du
   * @param gv dL/dv
   * @param gz dL/dz of the depth that is blended
   * @param gxx dL/d conicXx
   * @param gxy dL/d conicXy, where q holds it twice
   * @param gyy dL/d conicYy
   * @param gOpacity dL/d opacity
   * @param out the {@link #GEOMETRY} gradients in plane order, overwritten
   */
  public void backward(
      double gu,
      double gv,
      double gz,
      double gxx,
      double gxy,
      double gyy,
      double gOpacity,
      double[] out) {
    double a = covXx;
    double b = covXy;
    double c = covYy;
    double det = a * c - b * b;
    double inv2 = 1 / (det * det);
    double ga = (-c * c * gxx + b * c * gxy - b * b * gyy) * inv2;
    double gb = (2 * b * c * gxx - (a * c + b * b) * gxy + 2 * a * b * gyy) * inv2;
    double gc = (-b * b * gxx + a * b * gxy - a * a * gyy) * inv2;
    if (antialiased && compensation > LEAST_COMPENSATION) {
      double gRatio = gOpacity * sigmoid * 0.5 / compensation;
      double gSharp = gRatio / det;
      double gDet = -gRatio * compensation * compensation / det;
      ga += gSharp * (c - Blending.LOW_PASS) + gDet * c;
      gc += gSharp * (a - Blending.LOW_PASS) + gDet * a;
      gb -= 2 * b * (gSharp + gDet);
    }
    backwardThroughCovariance(gu, gv, gz, ga, gb, gc, out);
    out[GaussianLayout.OPACITY] = gOpacity * compensation * sigmoid * (1 - sigmoid);
  }

  private boolean moveToCamera(float[][] planes, int i) {
    double px = planes[GaussianLayout.POSITION][i];
    double py = planes[GaussianLayout.POSITION + 1][i];
    double pz = planes[GaussianLayout.POSITION + 2][i];
    x = pose[0] * px + pose[1] * py + pose[2] * pz + pose[3];
    y = pose[4] * px + pose[5] * py + pose[6] * pz + pose[7];
    z = pose[8] * px + pose[9] * py + pose[10] * pz + pose[11];
    if (!(z >= Blending.NEAR)) {
      return false;
    }
    u = fx * x / z + cx;
    v = fy * y / z + cy;
    tangentX = Math.min(right, Math.max(left, x / z));
    tangentY = Math.min(bottom, Math.max(top, y / z));
    return true;
  }

  private boolean readShape(float[][] planes, int i) {
    double norm2 = 0;
    for (int k = 0; k < 4; k++) {
      double q = planes[GaussianLayout.ROTATION + k][i];
      quaternion[k] = q;
      norm2 += q * q;
    }
    quaternionNorm = Math.sqrt(norm2);
    if (!(quaternionNorm > 0)) {
      return false;
    }
    for (int k = 0; k < 4; k++) {
      quaternion[k] /= quaternionNorm;
    }
    rotationOf(quaternion, rotation);
    for (int k = 0; k < 3; k++) {
      scale[k] = Math.exp(planes[GaussianLayout.SCALE + k][i]);
    }
    return true;
  }

  /** inCamera = W R diag(s), t = J inCamera. */
  private void projectCovariance() {
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        inCamera[3 * row + k] =
            scale[k]
                * (pose[4 * row] * rotation[k]
                    + pose[4 * row + 1] * rotation[3 + k]
                    + pose[4 * row + 2] * rotation[6 + k]);
      }
    }
    for (int k = 0; k < 3; k++) {
      t[k] = fx / z * (inCamera[k] - tangentX * inCamera[6 + k]);
      t[3 + k] = fy / z * (inCamera[3 + k] - tangentY * inCamera[6 + k]);
    }
  }

  /** det(T T') = |t0 x t1|^2, without the cancellation of a c - b b. */
  private double squaredCross() {
    double c0 = t[1] * t[5] - t[2] * t[4];
    double c1 = t[2] * t[3] - t[0] * t[5];
    double c2 = t[0] * t[4] - t[1] * t[3];
    return c0 * c0 + c1 * c1 + c2 * c2;
  }

  private void backwardThroughCovariance(
      double gu, double gv, double gz, double ga, double gb, double gc, double[] out) {
    double jx = fx / z;
    double jy = fy / z;
    double gJx = 0; // of the factor fx / z
    double gJy = 0;
    double gTangentX = 0;
    double gTangentY = 0;
    double[] gInCamera = out; // 9 values, turned into the final gradients below
    for (int k = 0; k < 3; k++) {
      double gt0 = 2 * ga * t[k] + gb * t[3 + k];
      double gt1 = 2 * gc * t[3 + k] + gb * t[k];
      gJx += gt0 * (inCamera[k] - tangentX * inCamera[6 + k]);
      gJy += gt1 * (inCamera[3 + k] - tangentY * inCamera[6 + k]);
      gTangentX -= gt0 * jx * inCamera[6 + k];
      gTangentY -= gt1 * jy * inCamera[6 + k];
      gInCamera[k] = gt0 * jx;
      gInCamera[3 + k] = gt1 * jy;
      gInCamera[6 + k] = -gt0 * jx * tangentX - gt1 * jy * tangentY;
    }
    backwardThroughShape(gInCamera);
    boolean freeX = x / z > left && x / z < right;
    boolean freeY = y / z > top && y / z < bottom;
    double gx = (freeX ? gTangentX / z : 0) + gu * jx;
    double gy = (freeY ? gTangentY / z : 0) + gv * jy;
    // gx / z holds every path through x / z; the factors f / z have their own.
    double gDepth = gz - (gx * x + gy * y) / z - (gJx * jx + gJy * jy) / z;
    for (int k = 0; k < 3; k++) {
      out[k] = pose[k] * gx + pose[4 + k] * gy + pose[8 + k] * gDepth;
    }
  }

  /** Reads d/d inCamera from out[0..8] and writes rotation and log-scale gradients to out[3..9]. */
  private void backwardThroughShape(double[] out) {
    Arrays.fill(gScale, 0);
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        double g = pose[row] * out[k] + pose[4 + row] * out[3 + k] + pose[8 + row] * out[6 + k];
        gRotation[3 * row + k] = g * scale[k];
        gScale[k] += g * rotation[3 * row + k] * scale[k];
      }
    }
    backwardThroughRotation(gRotation, out);
    System.arraycopy(gScale, 0, out, GaussianLayout.SCALE, 3);
  }

  private void backwardThroughRotation(double[] g, double[] out) {
    double w = quaternion[0];
    double i = quaternion[1];
    double j = quaternion[2];
    double k = quaternion[3];
    double gw = 2 * (k * (g[3] - g[1]) + j * (g[2] - g[6]) + i * (g[7] - g[5]));
    double gi =
        2 * (j * (g[1] + g[3]) + k * (g[2] + g[6]) + w * (g[7] - g[5]) - 2 * i * (g[4] + g[8]));
    double gj =
        2 * (i * (g[1] + g[3]) + k * (g[5] + g[7]) + w * (g[2] - g[6]) - 2 * j * (g[0] + g[8]));
    double gk =
        2 * (i * (g[2] + g[6]) + j * (g[5] + g[7]) + w * (g[3] - g[1]) - 2 * k * (g[0] + g[4]));
    double along = gw * w + gi * i + gj * j + gk * k;
    out[GaussianLayout.ROTATION] = (gw - along * w) / quaternionNorm;
    out[GaussianLayout.ROTATION + 1] = (gi - along * i) / quaternionNorm;
    out[GaussianLayout.ROTATION + 2] = (gj - along * j) / quaternionNorm;
    out[GaussianLayout.ROTATION + 3] = (gk - along * k) / quaternionNorm;
  }

  /** The rotation matrix, row-major, of a unit quaternion w x y z. */
  static void rotationOf(double[] q, double[] r) {
    double w = q[0];
    double i = q[1];
    double j = q[2];
    double k = q[3];
    r[0] = 1 - 2 * (j * j + k * k);
    r[1] = 2 * (i * j - w * k);
    r[2] = 2 * (i * k + w * j);
    r[3] = 2 * (i * j + w * k);
    r[4] = 1 - 2 * (i * i + k * k);
    r[5] = 2 * (j * k - w * i);
    r[6] = 2 * (i * k - w * j);
    r[7] = 2 * (j * k + w * i);
    r[8] = 1 - 2 * (i * i + j * j);
  }

  private static double dot(double[] a, int at, double[] b, int bt) {
    return a[at] * b[bt] + a[at + 1] * b[bt + 1] + a[at + 2] * b[bt + 2];
  }
}
