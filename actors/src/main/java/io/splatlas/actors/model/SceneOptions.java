package io.splatlas.actors.model;

/**
 * What may be chosen when a scene is created.
 *
 * @param maxGaussians hard cap on their number, 1,000..10,000,000, default 50,000
 * @param shDegree spherical-harmonics degree, 0..3, default 2
 * @param iterations training iterations after which a finished capture is done, 1..1,000,000,
 *     default 1,500
 * @param seed of every random choice, default 1
 * @param useDepth use depth images where frames have them, default true
 */
public record SceneOptions(
    int maxGaussians, int shDegree, int iterations, long seed, boolean useDepth) {
  public static final SceneOptions DEFAULTS = new SceneOptions(50_000, 2, 1_500, 1, true);

  public SceneOptions {
    require(
        maxGaussians >= 1_000 && maxGaussians <= 10_000_000,
        "max_gaussians must be 1,000 to 10,000,000, got " + maxGaussians);
    require(shDegree >= 0 && shDegree <= 3, "sh_degree must be 0 to 3, got " + shDegree);
    require(
        iterations >= 1 && iterations <= 1_000_000,
        "iterations must be 1 to 1,000,000, got " + iterations);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
