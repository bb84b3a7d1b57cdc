package io.splatlas.actors.pose;

import io.splatlas.actors.geometry.ViewGeometry;

/**
 * What a photograph shows around a point, to be found again in others to a small part of a pixel
 * (inverse compositional alignment, Baker and Matthews 2004, of a shift; brightness and contrast
 * are taken out). Seen from elsewhere it is turned and scaled as a small plane that faces the
 * camera would be.
 */
final class Patch {
  /** Pixels to each side. */
  private static final int RADIUS = 5;

  private static final int SIDE = 2 * RADIUS + 1;
  private static final int STEPS = 12;

  /** Shift per step at which the search ends, pixels. */
  private static final double SETTLED = 0.01;

  /** Least correlation of what is found. */
  private static final double LEAST_CORRELATION = 0.9;

  /** Least standard deviation of grey values, 0..255, that tells a place from another. */
  private static final double LEAST_CONTRAST = 2;

  /** Least determinant of the gradients' matrix as a share of its diagonal's: no lone edge. */
  private static final double LEAST_CORNER = 1e-3;

  private static final double[] UPRIGHT = {1, 0, 0, 1};

  private final float[] values = new float[SIDE * SIDE];
  private final float[] alongU = new float[SIDE * SIDE];
  private final float[] alongV = new float[SIDE * SIDE];
  private double uu;
  private double uv;
  private double vv;
  private final boolean usable;

  /** The surroundings of a point of a photograph. */
  Patch(GreyImage image, double u, double v) {
    double deviation = normalised(image, UPRIGHT, u, v, values);
    if (deviation > 0 && image.contains(u, v, RADIUS + 1)) {
      differentiate(image, u, v, deviation);
    }
    usable = uu * vv - uv * uv > LEAST_CORNER * uu * vv;
  }

  private void differentiate(GreyImage image, double u, double v, double deviation) {
    for (int k = 0; k < values.length; k++) {
      double x = u + column(k);
      double y = v + row(k);
      alongU[k] = (float) ((image.at(x + 1, y) - image.at(x - 1, y)) / (2 * deviation));
      alongV[k] = (float) ((image.at(x, y + 1) - image.at(x, y - 1)) / (2 * deviation));
      uu += alongU[k] * alongU[k];
      uv += alongU[k] * alongV[k];
      vv += alongV[k] * alongV[k];
    }
  }

  private static int column(int k) {
    return k % SIDE - RADIUS;
  }

  private static int row(int k) {
    return k / SIDE - RADIUS;
  }

  /** Whether it can be told from its neighbourhood in both directions. */
  boolean isUsable() {
    return usable;
  }

  /**
   * Looks for the patch near a point of another photograph.
   *
   * @param warp from shifts in the patch's photograph to shifts in this, 2x2 by rows
   * @param point u and v to start from; where it was found
   * @param reach farthest that it may lie away, pixels
   * @return whether it was found
   */
  boolean find(GreyImage image, double[] warp, double[] point, double reach) {
    double u = point[0];
    double v = point[1];
    double[] shift = new double[2];
    float[] sample = new float[SIDE * SIDE];
    for (int step = 0; step < STEPS; step++) {
      boolean near = Math.hypot(u - point[0], v - point[1]) <= reach;
      if (!near || !(normalised(image, warp, u, v, sample) > 0)) {
        return false;
      }
      double correlation = align(sample, shift);
      if (Math.hypot(shift[0], shift[1]) < SETTLED) {
        point[0] = u;
        point[1] = v;
        return correlation >= LEAST_CORRELATION;
      }
      u += warp[0] * shift[0] + warp[1] * shift[1];
      v += warp[2] * shift[0] + warp[3] * shift[1];
    }
    return false;
  }

  /**
   * Compares with another patch.
   *
   * @param sample of mean 0 and deviation 1
   * @param shift that would make both alike, in the patch's photograph, filled in
   * @return their correlation
   */
  private double align(float[] sample, double[] shift) {
    double bu = 0;
    double bv = 0;
    double correlation = 0;
    for (int k = 0; k < values.length; k++) {
      double error = sample[k] - values[k];
      bu += alongU[k] * error;
      bv += alongV[k] * error;
      correlation += sample[k] * values[k];
    }
    double determinant = uu * vv - uv * uv;
    shift[0] = (uv * bv - vv * bu) / determinant;
    shift[1] = (uv * bu - uu * bv) / determinant;
    return correlation / values.length;
  }

  /**
   * Samples the warped surroundings of a point and makes their mean 0, their deviation 1.
   *
   * @return the deviation before; 0 when they are flat or reach out of the photograph
   */
  private static double normalised(
      GreyImage image, double[] warp, double u, double v, float[] out) {
    double across = Math.abs(warp[0]) + Math.abs(warp[1]);
    double down = Math.abs(warp[2]) + Math.abs(warp[3]);
    if (!image.contains(u, v, RADIUS * Math.max(across, down))) {
      return 0;
    }
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < out.length; k++) {
      int x = column(k);
      int y = row(k);
      out[k] = image.at(u + warp[0] * x + warp[1] * y, v + warp[2] * x + warp[3] * y);
      sum += out[k];
      squares += out[k] * out[k];
    }
    double mean = sum / out.length;
    double deviation = Math.sqrt(Math.max(0, squares / out.length - mean * mean));
    if (!(deviation >= LEAST_CONTRAST)) {
      return 0;
    }
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) ((out[k] - mean) / deviation);
    }
    return deviation;
  }

  /**
   * How a small plane that faces the first camera is turned and scaled in the second.
   *
   * @param u image position in the first
   * @param v image position in the first
   * @param depth there, metres
   * @param warp 2x2 by rows, filled in
   * @return whether the second can see it
   */
  static boolean warp(
      ViewGeometry first, ViewGeometry second, double u, double v, double depth, double[] warp) {
    double[] centre = seen(first, second, u, v, depth);
    double[] right = seen(first, second, u + 1, v, depth);
    double[] below = seen(first, second, u, v + 1, depth);
    warp[0] = right[0] - centre[0];
    warp[1] = below[0] - centre[0];
    warp[2] = right[1] - centre[1];
    warp[3] = below[1] - centre[1];
    return centre[2] > 0 && right[2] > 0 && below[2] > 0;
  }

  private static double[] seen(
      ViewGeometry first, ViewGeometry second, double u, double v, double depth) {
    double[] world = new double[3];
    double[] seen = new double[3];
    first.backProject(u, v, depth, world);
    second.project(world[0], world[1], world[2], seen);
    return seen;
  }
}
