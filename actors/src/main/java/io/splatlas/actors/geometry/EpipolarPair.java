package io.splatlas.actors.geometry;

/**
 * Two views of known pose at their full resolution: where a point of the first, at any depth, is
 * seen in the second. The image of (u, v) at inverse depth w is {@code infinity (u, v, 1) + w
 * epipole}, homogeneous.
 */
public final class EpipolarPair {
  private final float[] infinity;
  private final double[] epipole = new double[3];
  private double au;
  private double av;
  private double aw;
  private double seenU;
  private double seenV;

  public EpipolarPair(ViewGeometry first, ViewGeometry second) {
    infinity = Warp.matrix(first, second, 0);
    double[] rotation = Warp.rotation(first, second);
    double[] t = Warp.translation(first, second, rotation);
    epipole[0] = second.fx * t[0] + second.cx * t[2];
    epipole[1] = second.fy * t[1] + second.cy * t[2];
    epipole[2] = t[2];
  }

  /** Chooses a point of the first view. */
  public void select(double u, double v) {
    float[] m = infinity;
    au = m[0] * u + m[1] * v + m[2];
    av = m[3] * u + m[4] * v + m[5];
    aw = m[6] * u + m[7] * v + m[8];
  }

  /**
   * The epipolar line of the chosen point: distance of (u, v) = a u + b v + c.
   *
   * @param line a b c, filled in
   * @return false when there is none (no baseline)
   */
  public boolean line(double[] line) {
    line[0] = epipole[1] * aw - epipole[2] * av;
    line[1] = epipole[2] * au - epipole[0] * aw;
    line[2] = epipole[0] * av - epipole[1] * au;
    double norm = Math.hypot(line[0], line[1]);
    if (!(norm > 1e-12)) {
      return false;
    }
    for (int i = 0; i < 3; i++) {
      line[i] /= norm;
    }
    return true;
  }

  /** The inverse depth (least squares) at which the chosen point is seen nearest to (u, v). */
  public double inverseDepth(double u, double v) {
    double cu = epipole[0] - u * epipole[2];
    double cv = epipole[1] - v * epipole[2];
    double du = u * aw - au;
    double dv = v * aw - av;
    return (cu * du + cv * dv) / (cu * cu + cv * cv);
  }

  /** Distance in the second image between (u, v) and the chosen point at an inverse depth. */
  public double error(double inverse, double u, double v) {
    double w = aw + inverse * epipole[2];
    if (!(w > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.hypot((au + inverse * epipole[0]) / w - u, (av + inverse * epipole[1]) / w - v);
  }

  /**
   * Finds where the chosen point is seen in the second image at an inverse depth, inside of it or
   * not: at ({@link #seenU}, {@link #seenV}).
   *
   * @return false when that is behind the second camera
   */
  public boolean see(double inverse) {
    double w = aw + inverse * epipole[2];
    seenU = (au + inverse * epipole[0]) / w;
    seenV = (av + inverse * epipole[1]) / w;
    return w > 0;
  }

  /** Where {@link #see} found the point, pixels from the left. */
  public double seenU() {
    return seenU;
  }

  /** Where {@link #see} found the point, pixels from the top. */
  public double seenV() {
    return seenV;
  }

  /**
   * How far the chosen point moves in the second image per unit of inverse depth, pixels metres.
   */
  public double sensitivity(double inverse) {
    double w = aw + inverse * epipole[2];
    double u = (au + inverse * epipole[0]) / w;
    double v = (av + inverse * epipole[1]) / w;
    return Math.hypot(epipole[0] - u * epipole[2], epipole[1] - v * epipole[2]) / w;
  }
}
