package io.splatlas.actors.seed;

/**
 * How to seed.
 *
 * @param maxGaussians most Gaussians a call may return, at least 0, default 4,000
 * @param useDepth use the depth image where the frame has one, default true
 * @param opacity initial where the depth is a guess (stereo, points, random), so that light reaches
 *     what lies behind a wrong one, 0.01..0.99, default 0.3
 * @param measuredOpacity initial where the depth was measured, 0.01..0.99, default 0.7
 * @param emptyAlpha a pixel is empty where the render's alpha is below this, 0..1, default 0.5
 * @param colourError a pixel is wrong where the mean absolute colour error (3x3 neighbourhood) is
 *     above this, 0..1, default 0.12
 * @param depthError a pixel is wrong where the rendered depth differs by more than this share,
 *     default 0.05
 * @param flatness ratio of the axis along the normal to the others for seeds from depth, 0.05..1,
 *     default 0.3
 * @param seed of all random choices; mix the frame number in
 */
public record SeedOptions(
    int maxGaussians,
    boolean useDepth,
    double opacity,
    double measuredOpacity,
    double emptyAlpha,
    double colourError,
    double depthError,
    double flatness,
    long seed) {
  public static final SeedOptions DEFAULTS =
      new SeedOptions(4_000, true, 0.3, 0.7, 0.5, 0.12, 0.05, 0.3, 1);

  public SeedOptions {
    require(maxGaussians >= 0, "maxGaussians must not be negative, got " + maxGaussians);
    require(opacity >= 0.01 && opacity <= 0.99, "opacity must be 0.01 to 0.99, got " + opacity);
    require(
        measuredOpacity >= 0.01 && measuredOpacity <= 0.99,
        "measuredOpacity must be 0.01 to 0.99, got " + measuredOpacity);
    require(emptyAlpha >= 0 && emptyAlpha <= 1, "emptyAlpha must be 0 to 1, got " + emptyAlpha);
    require(colourError > 0, "colourError must be positive, got " + colourError);
    require(depthError > 0, "depthError must be positive, got " + depthError);
    require(flatness >= 0.05 && flatness <= 1, "flatness must be 0.05 to 1, got " + flatness);
  }

  /** The same with another bound and seed. */
  public SeedOptions with(int newMaxGaussians, long newSeed) {
    return new SeedOptions(
        newMaxGaussians,
        useDepth,
        opacity,
        measuredOpacity,
        emptyAlpha,
        colourError,
        depthError,
        flatness,
        newSeed);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
