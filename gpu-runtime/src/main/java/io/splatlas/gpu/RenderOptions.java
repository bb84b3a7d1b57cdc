package io.splatlas.gpu;

import java.util.Set;

/**
 * How to render.
 *
 * @param layers what to compute
 * @param shDegree degree used for colour, 0..3, clamped to the layout's
 * @param antialiased the anti-aliased low-pass (Mip-Splatting's 2D filter), opacity compensated
 * @param background red, green, blue behind everything, 0..1
 */
public record RenderOptions(
    Set<Layer> layers, int shDegree, boolean antialiased, float[] background) {
  public RenderOptions {
    layers = Set.copyOf(layers);
    if (background.length != 3) {
      throw new IllegalArgumentException("background must have 3 values");
    }
    for (float v : background) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("background must be finite");
      }
    }
    if (shDegree < 0 || shDegree > 3) {
      throw new IllegalArgumentException("SH degree must be 0..3, got " + shDegree);
    }
  }

  /** The same with or without the anti-aliased low-pass. */
  public RenderOptions withAntialiased(boolean wanted) {
    return new RenderOptions(layers, shDegree, wanted, background);
  }

  /** These layers, SH degree 3 (clamped to the layout's), plain filter, black background. */
  public static RenderOptions of(Layer... layers) {
    return new RenderOptions(Set.of(layers), 3, false, new float[3]);
  }
}
