package io.splatlas.ops.eval;

import io.splatlas.ops.picture.RgbImage;

/** Peak signal-to-noise ratio of 8-bit images. */
public final class Psnr {

  private Psnr() {}

  /**
   * {@code 10 log10(255^2 / mse)} over all pixels and channels, decibels.
   *
   * @return positive infinity for equal images
   * @throws IllegalArgumentException if the sizes differ
   */
  public static double of(RgbImage a, RgbImage b) {
    requireSameSize(a, b);
    long sum = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      int difference = (a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff);
      sum += (long) difference * difference;
    }
    double meanSquare = (double) sum / a.rgb().length;
    return 10 * Math.log10(255.0 * 255.0 / meanSquare);
  }

  static void requireSameSize(RgbImage a, RgbImage b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new IllegalArgumentException(
          "images of "
              + a.width()
              + "x"
              + a.height()
              + " and "
              + b.width()
              + "x"
              + b.height()
              + " cannot be compared");
    }
  }
}
