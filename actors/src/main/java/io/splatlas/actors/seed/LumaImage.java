package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;

/** Luma of an image, reduced by a whole factor. */
final class LumaImage {
  /** Image pixels per pixel of this, along each axis. */
  final int factor;

  final ViewGeometry geometry;
  final int width;
  final int height;

  /** 0..1, width * height. */
  final float[] luma;

  /** 1 where at least half of the image's pixels are valid, else 0. */
  final byte[] valid;

  LumaImage(TrainingImage image, int factor) {
    this.factor = factor;
    Camera c = image.camera();
    width = Math.max(1, c.width() / factor);
    height = Math.max(1, c.height() / factor);
    double f = factor;
    geometry =
        new ViewGeometry(
            new Camera(
                width, height, c.fx() / f, c.fy() / f, c.cx() / f, c.cy() / f, c.worldToCamera()));
    luma = new float[width * height];
    valid = new byte[width * height];
    reduce(image);
  }

  private void reduce(TrainingImage image) {
    byte[] rgb = image.rgb();
    byte[] mask = image.valid();
    float norm = 1 / (255f * factor * factor);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float sum = 0;
        int inside = 0;
        for (int j = 0; j < factor; j++) {
          int p = (y * factor + j) * image.width() + x * factor;
          for (int i = 0; i < factor; i++, p++) {
            sum += 0.299f * (rgb[3 * p] & 0xff);
            sum += 0.587f * (rgb[3 * p + 1] & 0xff);
            sum += 0.114f * (rgb[3 * p + 2] & 0xff);
            inside += mask == null || mask[p] != 0 ? 1 : 0;
          }
        }
        luma[y * width + x] = sum * norm;
        valid[y * width + x] = (byte) (2 * inside >= factor * factor ? 1 : 0);
      }
    }
  }

  /** Horizontal position of a pixel's centre. */
  double u(int pixel) {
    return pixel % width + 0.5;
  }

  /** Vertical position of a pixel's centre. */
  double v(int pixel) {
    int row = pixel / width;
    return row + 0.5;
  }

  /** The pixel at an image position that lies inside. */
  int pixel(double u, double v) {
    return ((int) v) * width + (int) u;
  }

  int pixels() {
    return luma.length;
  }
}
