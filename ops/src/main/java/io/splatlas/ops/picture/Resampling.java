package io.splatlas.ops.picture;

import java.util.Arrays;

/**
 * Changing the size of images whose pixel centres lie at +0.5: the output pixel x covers the input
 * interval {@code [x W/w, (x+1) W/w)}, so a principal point simply scales with the image.
 */
public final class Resampling {

  private Resampling() {}

  /**
   * Averages the input over the exact area of each output pixel, fractions of pixels included.
   * Values are averaged as stored, without a gamma curve.
   */
  public static RgbImage areaAverage(RgbImage image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    RgbImage out = RgbImage.black(width, height);
    double[] narrow = new double[3 * width];
    double[] sum = new double[3 * width];
    double scale = (double) image.height() / height;
    for (int y = 0; y < height; y++) {
      Arrays.fill(sum, 0);
      double top = y * scale;
      double bottom = Math.min(image.height(), (y + 1) * scale);
      for (int row = (int) top; row < bottom; row++) {
        double weight = Math.min(bottom, row + 1) - Math.max(top, row);
        averageRow(image, row, narrow, width);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += weight * narrow[i];
        }
      }
      storeRow(sum, 1 / (bottom - top), out, y);
    }
    return out;
  }

  private static void averageRow(RgbImage image, int row, double[] narrow, int width) {
    double scale = (double) image.width() / width;
    byte[] rgb = image.rgb();
    int rowStart = 3 * row * image.width();
    for (int x = 0; x < width; x++) {
      double left = x * scale;
      double right = Math.min(image.width(), (x + 1) * scale);
      double red = 0;
      double green = 0;
      double blue = 0;
      for (int column = (int) left; column < right; column++) {
        double weight = Math.min(right, column + 1) - Math.max(left, column);
        int at = rowStart + 3 * column;
        red += weight * (rgb[at] & 0xff);
        green += weight * (rgb[at + 1] & 0xff);
        blue += weight * (rgb[at + 2] & 0xff);
      }
      double normalise = 1 / (right - left);
      narrow[3 * x] = red * normalise;
      narrow[3 * x + 1] = green * normalise;
      narrow[3 * x + 2] = blue * normalise;
    }
  }

  private static void storeRow(double[] sum, double normalise, RgbImage out, int y) {
    int rowStart = 3 * y * out.width();
    for (int i = 0; i < sum.length; i++) {
      out.rgb()[rowStart + i] = (byte) Math.clamp(Math.round(sum[i] * normalise), 0, 255);
    }
  }

  /** Takes the input pixel under each output pixel's centre: ids and depths must not be mixed. */
  public static IntImage nearest(IntImage image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    IntImage out = IntImage.zeros(width, height);
    for (int y = 0; y < height; y++) {
      int row = (int) ((y + 0.5) * image.height() / height);
      for (int x = 0; x < width; x++) {
        int column = (int) ((x + 0.5) * image.width() / width);
        out.values()[y * width + x] = image.at(column, row);
      }
    }
    return out;
  }
}
