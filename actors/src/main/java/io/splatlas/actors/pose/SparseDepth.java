package io.splatlas.actors.pose;

import io.splatlas.actors.image.TrainingImage;
import org.jspecify.annotations.Nullable;

/**
 * Measured depth of a photograph at half precision (a relative error of 0.05 %, less than sensors
 * have), read where a surface is smooth.
 */
final class SparseDepth {
  /** Neighbouring pixels farther apart than this share of their depth lie on two surfaces. */
  private static final float SAME_SURFACE = 0.02f;

  private final int width;
  private final int height;
  private final short @Nullable [] metres;

  SparseDepth(TrainingImage image) {
    width = image.width();
    height = image.height();
    float[] depth = image.depth();
    if (depth == null) {
      metres = null;
    } else {
      short[] halves = new short[depth.length];
      for (int p = 0; p < depth.length; p++) {
        halves[p] = Float.floatToFloat16(depth[p]);
      }
      metres = halves;
    }
  }

  /** Depth at an image position, metres; 0 where unknown, at the border or across an edge. */
  double at(double u, double v) {
    int x = (int) Math.floor(u - 0.5);
    int y = (int) Math.floor(v - 0.5);
    if (metres == null || x < 0 || y < 0 || x >= width - 1 || y >= height - 1) {
      return 0;
    }
    int p = y * width + x;
    float a = Float.float16ToFloat(metres[p]);
    float b = Float.float16ToFloat(metres[p + 1]);
    float c = Float.float16ToFloat(metres[p + width]);
    float d = Float.float16ToFloat(metres[p + width + 1]);
    float least = Math.min(Math.min(a, b), Math.min(c, d));
    float most = Math.max(Math.max(a, b), Math.max(c, d));
    if (!(least > 0 && most - least < SAME_SURFACE * least)) {
      return 0;
    }
    double right = u - 0.5 - x;
    double below = v - 0.5 - y;
    // Planes are linear in inverse depth.
    return 1
        / ((1 - below) * ((1 - right) / a + right / b) + below * ((1 - right) / c + right / d));
  }
}
