package io.splatlas.ops.eval;

import io.splatlas.ops.picture.RgbImage;
import java.util.Arrays;

/**
 * Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) as splatting papers report it: 11x11
 * Gaussian window of sigma 1.5, values in [0, 1], C1 = 0.01^2, C2 = 0.03^2, zeros outside the
 * image, the mean over all pixels of each channel, then over channels.
 */
public final class Ssim {

  private static final int RADIUS = 5;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final double[] WINDOW = window();

  private final int width;
  private final int height;
  private final double[] rows;

  private Ssim(int width, int height) {
    this.width = width;
    this.height = height;
    this.rows = new double[width * height];
  }

  /**
   * The similarity of two images, at most 1.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public static double of(RgbImage a, RgbImage b) {
    Psnr.requireSameSize(a, b);
    var ssim = new Ssim(a.width(), a.height());
    double sum = 0;
    for (int channel = 0; channel < 3; channel++) {
      sum += ssim.mean(plane(a, channel), plane(b, channel));
    }
    return sum / 3;
  }

  private double mean(double[] a, double[] b) {
    double[] meanA = blur(a);
    double[] meanB = blur(b);
    double[] squareA = blur(product(a, a));
    double[] squareB = blur(product(b, b));
    double[] cross = blur(product(a, b));
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double both = meanA[i] * meanB[i];
      double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
      double variances = squareA[i] + squareB[i] - squares;
      double covariance = cross[i] - both;
      sum += (2 * both + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
    }
    return sum / a.length;
  }

  /** Convolves with the window, first along rows, then along columns. */
  private double[] blur(double[] in) {
    Arrays.fill(rows, 0);
    double[] out = new double[in.length];
    for (int y = 0; y < height; y++) {
      int row = y * width;
      for (int k = -RADIUS; k <= RADIUS; k++) {
        int first = Math.max(0, -k);
        accumulate(rows, row + first, in, row + first + k, width - Math.abs(k), k);
      }
    }
    for (int y = 0; y < height; y++) {
      for (int k = Math.max(-RADIUS, -y); k <= Math.min(RADIUS, height - 1 - y); k++) {
        accumulate(out, y * width, rows, (y + k) * width, width, k);
      }
    }
    return out;
  }

  // One weight over a whole row: the loop that the compiler turns into vector instructions.
  private static void accumulate(double[] out, int to, double[] in, int from, int count, int k) {
    double weight = WINDOW[k + RADIUS];
    for (int i = 0; i < count; i++) {
      out[to + i] += weight * in[from + i];
    }
  }

  private static double[] plane(RgbImage image, int channel) {
    double[] out = new double[image.width() * image.height()];
    Arrays.setAll(out, i -> (image.rgb()[3 * i + channel] & 0xff) / 255.0);
    return out;
  }

  private static double[] product(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] * b[i]);
    return out;
  }

  private static double[] window() {
    double[] out = new double[2 * RADIUS + 1];
    Arrays.setAll(out, i -> Math.exp(-(i - RADIUS) * (i - RADIUS) / (2 * SIGMA * SIGMA)));
    double sum = Arrays.stream(out).sum();
    Arrays.setAll(out, i -> out[i] / sum);
    return out;
  }
}
