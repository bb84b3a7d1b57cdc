package io.splatlas.actors.pose;

import io.splatlas.actors.geometry.DepthBetween;
import io.splatlas.actors.image.TrainingImage;
import org.jspecify.annotations.Nullable;

/**
 * Measured depth of a photograph at half precision (a relative error of 0.05 %, less than sensors
 * have), read where a surface is smooth.
 */
final class SparseDepth {
  /** Neighbouring pixels farther apart than this share of their depth lie on two surfaces. */
  private static final double SAME_SURFACE = 0.02;

  private final int width;
  private final int height;
  private final short @Nullable [] halves;

  SparseDepth(TrainingImage image) {
    width = image.width();
    height = image.height();
    halves = halves(image.depth());
  }

  private static short @Nullable [] halves(float @Nullable [] depth) {
    if (depth == null) {
      return null;
    }
    short[] halves = new short[depth.length];
    for (int p = 0; p < depth.length; p++) {
      halves[p] = Float.floatToFloat16(depth[p]);
    }
    return halves;
  }

  /** Depth at an image position, metres; 0 where unknown, at the border or across an edge. */
  double at(double u, double v) {
    int x = (int) Math.floor(u - 0.5);
    int y = (int) Math.floor(v - 0.5);
    if (halves == null || x < 0 || y < 0 || x >= width - 1 || y >= height - 1) {
      return 0;
    }
    int p = y * width + x;
    double inverse =
        DepthBetween.inverse(
            metres(p),
            metres(p + 1),
            metres(p + width),
            metres(p + width + 1),
            u - 0.5 - x,
            v - 0.5 - y,
            SAME_SURFACE);
    return inverse > 0 ? 1 / inverse : 0;
  }

  private float metres(int pixel) {
    return halves == null ? 0 : Float.float16ToFloat(halves[pixel]);
  }
}
