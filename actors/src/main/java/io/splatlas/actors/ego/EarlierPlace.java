package io.splatlas.actors.ego;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.geometry.Warp;

/**
 * Where a still scene that a photograph shows was in an earlier one, by inverse depth. The image of
 * (u, v) at inverse depth w is {@code infinity (u, v, 1) + w epipole}, homogeneous.
 */
final class EarlierPlace {
  private final float[] infinity;
  private final double[] epipole = new double[3];
  private double au;
  private double av;
  private double aw;
  private double w;
  private double u;
  private double v;

  EarlierPlace(ViewGeometry later, ViewGeometry earlier) {
    infinity = Warp.matrix(later, earlier, 0);
    double[] t = Warp.translation(later, earlier, Warp.rotation(later, earlier));
    epipole[0] = earlier.fx * t[0] + earlier.cx * t[2];
    epipole[1] = earlier.fy * t[1] + earlier.cy * t[2];
    epipole[2] = t[2];
  }

  /** Chooses a point of the later photograph. */
  void select(double chosenU, double chosenV) {
    float[] m = infinity;
    au = m[0] * chosenU + m[1] * chosenV + m[2];
    av = m[3] * chosenU + m[4] * chosenV + m[5];
    aw = m[6] * chosenU + m[7] * chosenV + m[8];
  }

  /** Finds the place at an inverse depth, per metre; false when that is behind the camera. */
  boolean at(double inverse) {
    w = aw + inverse * epipole[2];
    u = (au + inverse * epipole[0]) / w;
    v = (av + inverse * epipole[1]) / w;
    return w > 0;
  }

  /** The place found last, pixels; it may lie outside the image. */
  double u() {
    return u;
  }

  /** The place found last, pixels; it may lie outside the image. */
  double v() {
    return v;
  }

  /** How fast the place found last moves with inverse depth, pixels metres. */
  double pixelsPerInverseDepth() {
    return Math.hypot(epipole[0] - u * epipole[2], epipole[1] - v * epipole[2]) / w;
  }
}
