package io.splatlas.actors.ego;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A photograph as it is compared with others: grey, small, and how far its scene may reach. */
final class SmallView {
  /** Longest side at most, pixels. */
  private static final int LONGEST = 320;

  /** Depths that are looked at for the farthest, about. */
  private static final int DEPTHS = 4096;

  /** Of the measured depths so many are no outliers, and nothing is so many times as far. */
  private static final double NO_OUTLIER = 0.95;

  private static final double FARTHER = 2;

  final int width;
  final int height;
  final Cells cells;
  final ViewGeometry geometry;

  /** Inverse depth of the farthest that may be seen, per metre; 0 where depth is not measured. */
  final double farthest;

  /** 0..255, width * height. */
  private final byte[] luma;

  /** Measured in the middle of each cell, metres, 0 = unknown; empty without. */
  private final float[] depth;

  SmallView(TrainingImage image) {
    int factor = factor(image.width(), image.height());
    width = Math.max(1, image.width() / factor);
    height = Math.max(1, image.height() / factor);
    Camera c = image.camera();
    double f = factor;
    geometry =
        new ViewGeometry(
            new Camera(
                width, height, c.fx() / f, c.fy() / f, c.cx() / f, c.cy() / f, c.worldToCamera()));
    cells = Cells.of(image.width(), image.height());
    luma = reduced(image, factor);
    depth = depthOf(image);
    farthest = farthest(image.depth());
  }

  /** Pixels of an image along both axes that become one. */
  static int factor(int width, int height) {
    return Math.ceilDiv(Math.max(width, height), LONGEST);
  }

  private byte[] reduced(TrainingImage image, int factor) {
    byte[] out = new byte[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out[y * width + x] = (byte) Math.round(mean(image, x * factor, y * factor, factor));
      }
    }
    return out;
  }

  /** Mean luma of a square of an image, of what of it is inside. */
  private static float mean(TrainingImage image, int left, int top, int side) {
    int right = Math.min(image.width(), left + side);
    int bottom = Math.min(image.height(), top + side);
    float sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += image.luma(y * image.width() + x);
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  private float[] depthOf(TrainingImage image) {
    float[] measured = image.depth();
    if (measured == null) {
      return new float[0];
    }
    float[] out = new float[cells.count()];
    for (int cell = 0; cell < out.length; cell++) {
      int column = cell % cells.columns();
      int row = cell / cells.columns();
      int x = (2 * column + 1) * image.width() / (2 * cells.columns());
      int y = (2 * row + 1) * image.height() / (2 * cells.rows());
      out[cell] = measured[y * image.width() + x];
    }
    return out;
  }

  private static double farthest(float @Nullable [] depth) {
    if (depth == null) {
      return 0;
    }
    int step = Math.max(1, depth.length / DEPTHS);
    double[] known = new double[depth.length / step + 1];
    int count = 0;
    for (int p = 0; p < depth.length; p += step) {
      if (depth[p] > 0) {
        known[count++] = depth[p];
      }
    }
    if (count == 0) {
      return 0;
    }
    Arrays.sort(known, 0, count);
    return 1 / (FARTHER * known[(int) (NO_OUTLIER * (count - 1))]);
  }

  /** Metres along the optical axis, as measured in the middle of a cell; 0 where unknown. */
  double depth(int cell) {
    return depth.length == 0 ? 0 : depth[cell];
  }

  /** Whether a window around an image position is inside. */
  boolean contains(double u, double v, int radius) {
    double margin = radius + 1.0;
    return u >= margin && v >= margin && u <= width - margin && v <= height - margin;
  }

  /**
   * Copies a window, bilinear between pixels, pixel centres at one half.
   *
   * @param u v its middle; the window is inside
   * @param out (2 radius + 1) squared values, 0..255
   */
  void window(double u, double v, int radius, float[] out) {
    int left = (int) (u - 0.5);
    int top = (int) (v - 0.5);
    float right = (float) (u - 0.5 - left);
    float below = (float) (v - 0.5 - top);
    int i = 0;
    for (int y = top - radius; y <= top + radius; y++) {
      for (int x = left - radius; x <= left + radius; x++) {
        int p = y * width + x;
        float upper = (1 - right) * (luma[p] & 0xff) + right * (luma[p + 1] & 0xff);
        float lower = (1 - right) * (luma[p + width] & 0xff) + right * (luma[p + width + 1] & 0xff);
        out[i++] = (1 - below) * upper + below * lower;
      }
    }
  }
}
