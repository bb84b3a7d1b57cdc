package io.splatlas.gpu.cpu;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A row of SSIM by {@link SsimKernel} and by its definition, 121 pixels a window. */
final class SimilarityPair implements KernelPair {
  private static final int STRIDE = 272;
  private static final int ROWS = 11;
  private static final int MIDDLE = 5 * STRIDE;

  private final float[] x = new float[ROWS * STRIDE];
  private final float[] y = new float[ROWS * STRIDE];
  private final float[] squares = new float[ROWS * STRIDE];
  private final float[] product = new float[ROWS * STRIDE];
  private final float[] counts = new float[STRIDE];
  private final float[] buffer = new float[SsimKernel.bufferSize(4, STRIDE)];
  private final float[] blurred = new float[4 * STRIDE];
  private final float[] mean = new float[STRIDE];
  private final float[] square = new float[STRIDE];
  private final float[] cross = new float[STRIDE];
  private final float[] sums = new float[48];
  private final double[] window = new double[ROWS];
  private double expected;
  private double actual;

  SimilarityPair() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
      y[i] = 0.7f * x[i] + 0.3f * random.nextFloat();
    }
    double sum = 0;
    for (int k = 0; k < ROWS; k++) {
      window[k] = Math.exp(-(k - 5) * (k - 5) / 4.5);
      sum += window[k];
    }
    for (int k = 0; k < ROWS; k++) {
      window[k] /= sum;
    }
    Arrays.fill(counts, 1f);
  }

  @Override
  public void scalar() {
    expected = 0;
    for (int column = 0; column < STRIDE; column++) {
      expected += similarity(column);
    }
  }

  private double similarity(int column) {
    double mx = 0;
    double my = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int k = Math.max(0, column - 5); k <= Math.min(STRIDE - 1, column + 5); k++) {
        double w = window[row] * window[k - column + 5];
        double vx = x[row * STRIDE + k];
        double vy = y[row * STRIDE + k];
        mx += w * vx;
        my += w * vy;
        xx += w * vx * vx;
        yy += w * vy * vy;
        xy += w * vx * vy;
      }
    }
    double c1 = 1e-4;
    double c2 = 9e-4;
    return (2 * mx * my + c1)
        * (2 * (xy - mx * my) + c2)
        / ((mx * mx + my * my + c1) * (xx - mx * mx + yy - my * my + c2));
  }

  @Override
  public void vector() {
    Arrays.fill(sums, 0f);
    for (int row = 0; row < ROWS; row++) {
      int at = row * STRIDE;
      SsimKernel.products(x, at, y, at, STRIDE, squares, product, at);
    }
    SsimKernel.blurColumns(x, MIDDLE, -5, 5, STRIDE, buffer, 0);
    SsimKernel.blurColumns(y, MIDDLE, -5, 5, STRIDE, buffer, 1);
    SsimKernel.blurColumns(squares, MIDDLE, -5, 5, STRIDE, buffer, 2);
    SsimKernel.blurColumns(product, MIDDLE, -5, 5, STRIDE, buffer, 3);
    SsimKernel.blurAlong(buffer, 4, STRIDE, blurred);
    SsimKernel.similarity(
        blurred, STRIDE, x, MIDDLE, y, MIDDLE, counts, 0, mean, square, cross, 0, sums);
    actual = 0;
    for (int lane = 0; lane < 16; lane++) {
      actual += sums[lane];
    }
  }

  @Override
  public double difference() {
    return Math.abs(expected - actual) / Math.abs(expected);
  }

  @Override
  public double tolerance() {
    return 1e-4;
  }
}
