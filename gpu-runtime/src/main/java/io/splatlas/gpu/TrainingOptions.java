package io.splatlas.gpu;

/**
 * The hyper-parameters of an optimisation step. Loss = (1 - ssimWeight) L1 + ssimWeight (1 - SSIM)
 * + depthWeight L_depth + opacityRegularisation mean(opacity) + scaleRegularisation mean(scale),
 * all means over valid pixels, values or Gaussians. L_depth = mean over pixels with known depth D
 * of |sum_i w_i (z_i / D - 1)| (relative, so near and far count alike).
 *
 * <p>SSIM uses an 11x11 Gaussian window of sigma 1.5 with zero padding; pixels that do not count
 * are zero in both images, like the padding, and are left out of the mean. A step updates the
 * Gaussians that reach the image and no other, also for the two regularisers.
 *
 * @param positionRate Adam learning rate of positions, metres (already scaled by scene extent and
 *     schedule)
 * @param rotationRate of quaternions, default 1e-3
 * @param scaleRate of log scales, default 5e-3
 * @param opacityRate of opacity logits, default 2.5e-2
 * @param shDcRate of SH DC, default 2.5e-3
 * @param shRestRate of the other SH coefficients, default 2.5e-3 / 20
 * @param ssimWeight 0..1, default 0.2
 * @param depthWeight at least 0; used where a view has depth
 * @param opacityRegularisation at least 0, default 0
 * @param scaleRegularisation at least 0, per metre, default 0
 * @param shDegree active degree, 0..3, clamped to the layout's
 * @param antialiased see {@link RenderOptions}
 * @param background red, green, blue, 0..1
 */
public record TrainingOptions(
    float positionRate,
    float rotationRate,
    float scaleRate,
    float opacityRate,
    float shDcRate,
    float shRestRate,
    float ssimWeight,
    float depthWeight,
    float opacityRegularisation,
    float scaleRegularisation,
    int shDegree,
    boolean antialiased,
    float[] background) {

  public TrainingOptions {
    requireAtLeastZero("positionRate", positionRate);
    requireAtLeastZero("rotationRate", rotationRate);
    requireAtLeastZero("scaleRate", scaleRate);
    requireAtLeastZero("opacityRate", opacityRate);
    requireAtLeastZero("shDcRate", shDcRate);
    requireAtLeastZero("shRestRate", shRestRate);
    requireAtLeastZero("ssimWeight", ssimWeight);
    requireAtLeastZero("depthWeight", depthWeight);
    requireAtLeastZero("opacityRegularisation", opacityRegularisation);
    requireAtLeastZero("scaleRegularisation", scaleRegularisation);
    if (ssimWeight > 1) {
      throw new IllegalArgumentException("ssimWeight must be 0..1, got " + ssimWeight);
    }
    if (shDegree < 0 || shDegree > 3) {
      throw new IllegalArgumentException("SH degree must be 0..3, got " + shDegree);
    }
    if (background.length != 3) {
      throw new IllegalArgumentException("background must have 3 values");
    }
    for (float v : background) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("background must be finite");
      }
    }
  }

  /** The published defaults with a position rate in metres. */
  public static TrainingOptions defaults(float positionRate) {
    return new TrainingOptions(
        positionRate,
        1e-3f,
        5e-3f,
        2.5e-2f,
        2.5e-3f,
        2.5e-3f / 20,
        0.2f,
        0f,
        0f,
        0f,
        3,
        false,
        new float[3]);
  }

  private static void requireAtLeastZero(String name, float value) {
    if (!(value >= 0 && Float.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be finite and at least 0, got " + value);
    }
  }
}
