package io.splatlas.actors.pose;

import io.splatlas.actors.image.TrainingImage;

/** Luma of a photograph, sampled between pixels. */
final class GreyImage {
  private final int width;
  private final int height;
  private final byte[] luma;

  GreyImage(TrainingImage image) {
    width = image.width();
    height = image.height();
    luma = new byte[width * height];
    for (int p = 0; p < luma.length; p++) {
      luma[p] = (byte) Math.round(image.luma(p));
    }
  }

  /** Whether all within a distance of an image position is inside. */
  boolean contains(double u, double v, double distance) {
    double margin = distance + 1;
    return u >= margin && v >= margin && u <= width - margin && v <= height - margin;
  }

  /** Luma, 0..255, at an image position inside; bilinear, pixel centres at one half. */
  float at(double u, double v) {
    int x = (int) (u - 0.5);
    int y = (int) (v - 0.5);
    float right = (float) (u - 0.5 - x);
    float below = (float) (v - 0.5 - y);
    int p = y * width + x;
    float top = (1 - right) * (luma[p] & 0xff) + right * (luma[p + 1] & 0xff);
    float bottom = (1 - right) * (luma[p + width] & 0xff) + right * (luma[p + width + 1] & 0xff);
    return (1 - below) * top + below * bottom;
  }
}
