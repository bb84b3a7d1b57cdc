package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import jdk.incubator.vector.FloatVector;

/**
 * SSIM (Wang et al. 2004; 11x11 Gaussian window, sigma 1.5, zero padding) of one row of one channel
 * and its gradient. The window is separable: a pass down the columns writes blurred rows to a small
 * buffer with zero margins, a pass along the row reads them eleven times from the first-level
 * cache.
 */
final class SsimKernel {
  static final int RADIUS = 5;

  /** Zeros on both sides of a buffered row, floats. */
  static final int MARGIN = 16;

  private static final float C1 = 0.01f * 0.01f;
  private static final float C2 = 0.03f * 0.03f;
  private static final float[] WINDOW = window();
  private static final float W0 = WINDOW[5];
  private static final float W1 = WINDOW[4];
  private static final float W2 = WINDOW[3];
  private static final float W3 = WINDOW[2];
  private static final float W4 = WINDOW[1];
  private static final float W5 = WINDOW[0];

  private SsimKernel() {}

  /** Floats of a buffer of so many blurred rows. */
  static int bufferSize(int rows, int stride) {
    return rows * rowSize(stride);
  }

  private static int rowSize(int stride) {
    return stride + 2 * MARGIN;
  }

  /** x^2 + y^2 and x y of one row: what SSIM needs of second moments. */
  static void products(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int stride,
      float[] squares,
      float[] product,
      int at) {
    for (int c = 0; c < stride; c += COUNT) {
      FloatVector vx = FloatVector.fromArray(F, x, xAt + c);
      FloatVector vy = FloatVector.fromArray(F, y, yAt + c);
      vx.fma(vx, vy.mul(vy)).intoArray(squares, at + c);
      vx.mul(vy).intoArray(product, at + c);
    }
  }

  /**
   * Column pass of one plane into a row of a buffer.
   *
   * @param at place in the plane of the row's first value
   * @param from first row of the window that there is, relative to the row, -{@value #RADIUS}..0
   * @param to last row of the window that there is, relative to the row, 0..{@value #RADIUS}
   * @param bufferRow which row of the buffer
   */
  static void blurColumns(
      float[] plane, int at, int from, int to, int stride, float[] buffer, int bufferRow) {
    int out = bufferRow * rowSize(stride) + MARGIN;
    if (from == -RADIUS && to == RADIUS) {
      blurWholeColumns(plane, at, stride, buffer, out);
      return;
    }
    for (int c = 0; c < stride; c += COUNT) {
      FloatVector sum = FloatVector.zero(F);
      for (int r = from; r <= to; r++) {
        sum =
            FloatVector.fromArray(F, plane, at + r * stride + c)
                .fma(FloatVector.broadcast(F, WINDOW[r + RADIUS]), sum);
      }
      Lanes.ZERO.add(sum).intoArray(buffer, out + c);
    }
  }

  /** The window is symmetric: rows at the same distance share a weight. */
  private static void blurWholeColumns(float[] plane, int at, int stride, float[] buffer, int out) {
    for (int c = 0; c < stride; c += COUNT) {
      int i = at + c;
      FloatVector sum =
          FloatVector.fromArray(F, plane, i - 5 * stride)
              .add(FloatVector.fromArray(F, plane, i + 5 * stride))
              .mul(W5);
      sum =
          FloatVector.fromArray(F, plane, i - 4 * stride)
              .add(FloatVector.fromArray(F, plane, i + 4 * stride))
              .fma(FloatVector.broadcast(F, W4), sum);
      sum =
          FloatVector.fromArray(F, plane, i - 3 * stride)
              .add(FloatVector.fromArray(F, plane, i + 3 * stride))
              .fma(FloatVector.broadcast(F, W3), sum);
      sum =
          FloatVector.fromArray(F, plane, i - 2 * stride)
              .add(FloatVector.fromArray(F, plane, i + 2 * stride))
              .fma(FloatVector.broadcast(F, W2), sum);
      sum =
          FloatVector.fromArray(F, plane, i - stride)
              .add(FloatVector.fromArray(F, plane, i + stride))
              .fma(FloatVector.broadcast(F, W1), sum);
      FloatVector.fromArray(F, plane, i)
          .fma(FloatVector.broadcast(F, W0), sum)
          .intoArray(buffer, out + c);
    }
  }

  /**
   * Row pass. Kept apart from what uses it: C2 stops inlining in larger loops and boxes vectors.
   *
   * @param rows how many rows of the buffer
   */
  static void blurAlong(float[] buffer, int rows, int stride, float[] out) {
    for (int row = 0; row < rows; row++) {
      int from = row * rowSize(stride) + MARGIN;
      int to = row * stride;
      for (int c = 0; c < stride; c += COUNT) {
        int at = from + c;
        FloatVector far =
            FloatVector.fromArray(F, buffer, at - 5).add(FloatVector.fromArray(F, buffer, at + 5));
        FloatVector sum = far.mul(W5);
        sum =
            FloatVector.fromArray(F, buffer, at - 4)
                .add(FloatVector.fromArray(F, buffer, at + 4))
                .fma(FloatVector.broadcast(F, W4), sum);
        sum =
            FloatVector.fromArray(F, buffer, at - 3)
                .add(FloatVector.fromArray(F, buffer, at + 3))
                .fma(FloatVector.broadcast(F, W3), sum);
        sum =
            FloatVector.fromArray(F, buffer, at - 2)
                .add(FloatVector.fromArray(F, buffer, at + 2))
                .fma(FloatVector.broadcast(F, W2), sum);
        sum =
            FloatVector.fromArray(F, buffer, at - 1)
                .add(FloatVector.fromArray(F, buffer, at + 1))
                .fma(FloatVector.broadcast(F, W1), sum);
        FloatVector.fromArray(F, buffer, at)
            .fma(FloatVector.broadcast(F, W0), sum)
            .intoArray(out, to + c);
      }
    }
  }

  /**
   * The similarity and what it changes by with the blurred x, x^2 and xy; all zero where a pixel
   * does not count.
   *
   * @param blurred rows of x, y, x^2 + y^2 and x y from {@link #blurAlong}
   * @param sums lanes of three sums to add to: SSIM, |x - y|, (x - y)^2
   */
  static void similarity(
      float[] blurred,
      int stride,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] counts,
      int countsAt,
      float[] gMean,
      float[] gSquare,
      float[] gProduct,
      int at,
      float[] sums) {
    FloatVector total = FloatVector.fromArray(F, sums, 0);
    FloatVector absolute = FloatVector.fromArray(F, sums, 16);
    FloatVector squared = FloatVector.fromArray(F, sums, 32);
    for (int c = 0; c < stride; c += COUNT) {
      FloatVector mx = FloatVector.fromArray(F, blurred, c);
      FloatVector my = FloatVector.fromArray(F, blurred, stride + c);
      FloatVector squares = FloatVector.fromArray(F, blurred, 2 * stride + c);
      FloatVector xy = FloatVector.fromArray(F, blurred, 3 * stride + c);
      FloatVector mxx = mx.mul(mx);
      FloatVector myy = my.mul(my);
      FloatVector mxy = mx.mul(my);
      FloatVector n1 = mxy.add(mxy).add(C1);
      FloatVector n2 = xy.sub(mxy);
      n2 = n2.add(n2).add(C2);
      FloatVector d1 = mxx.add(myy).add(C1);
      FloatVector d2 = squares.sub(mxx).sub(myy).add(C2);
      FloatVector inverse = FloatVector.fromArray(F, counts, countsAt + c).div(d1.mul(d2));
      FloatVector s = n1.mul(n2).mul(inverse);
      total = s.add(total);
      // 1/d1 = d2 inverse and 1/d2 = d1 inverse: one division serves all.
      FloatVector slope = my.mul(n2.sub(n1)).mul(inverse);
      FloatVector bend = mx.mul(s).mul(d2.sub(d1)).mul(inverse);
      FloatVector mean = slope.sub(bend);
      mean.add(mean).intoArray(gMean, at + c);
      s.mul(d1).mul(inverse).neg().intoArray(gSquare, at + c);
      n1.add(n1).mul(inverse).intoArray(gProduct, at + c);
      FloatVector error =
          FloatVector.fromArray(F, x, xAt + c).sub(FloatVector.fromArray(F, y, yAt + c));
      absolute = error.abs().add(absolute);
      squared = error.fma(error, squared);
    }
    Lanes.ZERO.add(total).intoArray(sums, 0);
    Lanes.ZERO.add(absolute).intoArray(sums, 16);
    Lanes.ZERO.add(squared).intoArray(sums, 32);
  }

  /**
   * dL/dx of L1 and SSIM together.
   *
   * @param l1 weight of |x - y| at a pixel
   * @param ssim weight of the similarity at a pixel
   */
  static void gradient(
      float[] blurred,
      int stride,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] counts,
      int countsAt,
      float l1,
      float ssim,
      float[] out,
      int at) {
    for (int c = 0; c < stride; c += COUNT) {
      FloatVector mean = FloatVector.fromArray(F, blurred, c);
      FloatVector square = FloatVector.fromArray(F, blurred, stride + c);
      FloatVector product = FloatVector.fromArray(F, blurred, 2 * stride + c);
      FloatVector vx = FloatVector.fromArray(F, x, xAt + c);
      FloatVector vy = FloatVector.fromArray(F, y, yAt + c);
      FloatVector similarity = vy.fma(product, vx.add(vx).fma(square, mean));
      FloatVector sign = vx.sub(vy).mul(1e30f).max(-1f).min(1f);
      sign.mul(l1)
          .add(similarity.mul(ssim))
          .mul(FloatVector.fromArray(F, counts, countsAt + c))
          .intoArray(out, at + c);
    }
  }

  private static float[] window() {
    double[] w = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      w[k] = Math.exp(-(k - RADIUS) * (k - RADIUS) / (2 * 1.5 * 1.5));
      sum += w[k];
    }
    float[] window = new float[w.length];
    for (int k = 0; k < w.length; k++) {
      window[k] = (float) (w[k] / sum);
    }
    return window;
  }
}
