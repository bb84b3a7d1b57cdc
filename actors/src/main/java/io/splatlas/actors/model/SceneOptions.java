package io.splatlas.actors.model;

/**
 * What may be chosen when a scene is created.
 *
 * @param maxGaussians hard cap on their number, 1,000..10,000,000, or 0 for as many as the frames
 *     need: 1,200 a frame within 50,000..120,000; default 0
 * @param shDegree spherical-harmonics degree, 0..3, default 2
 * @param iterations training iterations after which a finished capture is done, 1..1,000,000, or 0
 *     for as many as the frames need: 30 a frame within 1,500..30,000 (30,000 with the profile
 *     freegs); default 0
 * @param seed of every random choice, default 1
 * @param useDepth use depth images where frames have them, default true
 * @param profile how the semantic field is learnt, default {@link SceneProfile#LIFTED}
 * @param antialiased train and render with the anti-aliased low-pass (Mip-Splatting's 2D filter):
 *     the scene keeps its looks at other resolutions and distances, default false
 * @param refinePoses find out from the photographs where they were taken, for odometry that drifts,
 *     default false
 */
public record SceneOptions(
    int maxGaussians,
    int shDegree,
    int iterations,
    long seed,
    boolean useDepth,
    SceneProfile profile,
    boolean antialiased,
    boolean refinePoses) {
  public static final SceneOptions DEFAULTS = new SceneOptions(0, 2, 0, 1, true);

  private static final int GAUSSIANS_PER_FRAME = 1_200;
  private static final int LEAST_GAUSSIANS = 50_000;
  private static final int MOST_GAUSSIANS = 120_000;
  private static final int ITERATIONS_PER_FRAME = 30;
  private static final int LEAST_ITERATIONS = 1_500;
  private static final int MOST_ITERATIONS = 30_000;

  public SceneOptions {
    require(
        maxGaussians == 0 || (maxGaussians >= 1_000 && maxGaussians <= 10_000_000),
        "max_gaussians must be 0 or 1,000 to 10,000,000, got " + maxGaussians);
    require(shDegree >= 0 && shDegree <= 3, "sh_degree must be 0 to 3, got " + shDegree);
    require(
        iterations >= 0 && iterations <= 1_000_000,
        "iterations must be 0 to 1,000,000, got " + iterations);
  }

  /** Options with the default profile. */
  public SceneOptions(int maxGaussians, int shDegree, int iterations, long seed, boolean useDepth) {
    this(maxGaussians, shDegree, iterations, seed, useDepth, SceneProfile.LIFTED);
  }

  /** Options without anti-aliasing and with poses as they come. */
  public SceneOptions(
      int maxGaussians,
      int shDegree,
      int iterations,
      long seed,
      boolean useDepth,
      SceneProfile profile) {
    this(maxGaussians, shDegree, iterations, seed, useDepth, profile, false, false);
  }

  /** Gaussians there must be room for, however long the capture gets. */
  public int capacity() {
    return maxGaussians == 0 ? MOST_GAUSSIANS : maxGaussians;
  }

  /** The cap for a capture of so many frames. */
  public int gaussians(int frames) {
    return maxGaussians == 0
        ? Math.clamp((long) GAUSSIANS_PER_FRAME * frames, LEAST_GAUSSIANS, MOST_GAUSSIANS)
        : maxGaussians;
  }

  /** The iterations after which a capture of so many frames is done. */
  public int iterations(int frames) {
    if (iterations == 0 && profile == SceneProfile.FREEGS) {
      return MOST_ITERATIONS;
    }
    return iterations == 0
        ? Math.clamp((long) ITERATIONS_PER_FRAME * frames, LEAST_ITERATIONS, MOST_ITERATIONS)
        : iterations;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
