package io.splatlas.gpu.reference;

/**
 * SSIM (Wang et al. 2004) of one channel with an 11x11 Gaussian window of sigma 1.5, zero padding
 * and constants 0.01^2 and 0.03^2 for values in 0..1, and its gradient with respect to the first
 * image.
 */
final class StructuralSimilarity {
  private static final int RADIUS = 5;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final double[] WINDOW = window();

  private final int width;
  private final int height;
  private final double[] rows;

  StructuralSimilarity(int width, int height) {
    this.width = width;
    this.height = height;
    rows = new double[width * height];
  }

  /**
   * The sum of SSIM over pixels that count.
   *
   * @param x rendered image, zero where a pixel does not count
   * @param y photograph, zero where a pixel does not count
   * @param counts which pixels count
   * @param gradient receives d sum / dx
   */
  double sum(double[] x, double[] y, boolean[] counts, double[] gradient) {
    double[] mx = blur(x);
    double[] my = blur(y);
    double[] xx = blur(product(x, x));
    double[] yy = blur(product(y, y));
    double[] xy = blur(product(x, y));
    double sum = 0;
    double[] gMean = new double[x.length];
    double[] gSquare = new double[x.length];
    double[] gProduct = new double[x.length];
    for (int p = 0; p < x.length; p++) {
      if (counts[p]) {
        double n1 = 2 * mx[p] * my[p] + C1;
        double n2 = 2 * (xy[p] - mx[p] * my[p]) + C2;
        double d1 = mx[p] * mx[p] + my[p] * my[p] + C1;
        double d2 = xx[p] - mx[p] * mx[p] + yy[p] - my[p] * my[p] + C2;
        double s = n1 * n2 / (d1 * d2);
        sum += s;
        gMean[p] = 2 * my[p] * (n2 - n1) / (d1 * d2) - 2 * mx[p] * s * (1 / d1 - 1 / d2);
        gSquare[p] = -s / d2;
        gProduct[p] = 2 * n1 / (d1 * d2);
      }
    }
    gMean = blur(gMean);
    gSquare = blur(gSquare);
    gProduct = blur(gProduct);
    for (int p = 0; p < x.length; p++) {
      gradient[p] = counts[p] ? gMean[p] + 2 * x[p] * gSquare[p] + y[p] * gProduct[p] : 0;
    }
    return sum;
  }

  private double[] blur(double[] image) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int k = Math.max(-RADIUS, -x); k <= Math.min(RADIUS, width - 1 - x); k++) {
          sum += WINDOW[k + RADIUS] * image[y * width + x + k];
        }
        rows[y * width + x] = sum;
      }
    }
    double[] out = new double[image.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int k = Math.max(-RADIUS, -y); k <= Math.min(RADIUS, height - 1 - y); k++) {
          sum += WINDOW[k + RADIUS] * rows[(y + k) * width + x];
        }
        out[y * width + x] = sum;
      }
    }
    return out;
  }

  private static double[] product(double[] a, double[] b) {
    double[] out = new double[a.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = a[i] * b[i];
    }
    return out;
  }

  private static double[] window() {
    double[] w = new double[2 * RADIUS + 1];
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      w[k] = Math.exp(-(k - RADIUS) * (k - RADIUS) / (2 * SIGMA * SIGMA));
      sum += w[k];
    }
    for (int k = 0; k < w.length; k++) {
      w[k] /= sum;
    }
    return w;
  }
}
