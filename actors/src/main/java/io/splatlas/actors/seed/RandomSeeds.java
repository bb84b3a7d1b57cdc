package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The last resort: few seeds at random pixels that want one, at depths drawn from those that are
 * known of the view.
 */
final class RandomSeeds {
  private static final float RANK = 0;

  /** Drawn depths vary by this factor, so that they do not pile up on few surfaces. */
  private static final double JITTER = 0.15;

  private RandomSeeds() {}

  /**
   * Adds seeds.
   *
   * @param eligible pixels that may get one, per pixel
   * @param depths known depths in this view, metres; none are added when empty
   * @param count at most this many
   * @return how many
   */
  static int add(
      TrainingImage image,
      byte[] eligible,
      float[] depths,
      int count,
      SeedOptions options,
      SeedBuffer seeds) {
    if (depths.length == 0 || count <= 0) {
      return 0;
    }
    float[] sorted = depths.clone();
    Arrays.sort(sorted);
    SplittableRandom random = new SplittableRandom(options.seed() ^ 0x5eed);
    PixelSampler sampler = new PixelSampler(image, eligible, count);
    SurfaceSeeds surfaces = new SurfaceSeeds(image, options, options.opacity(), seeds);
    int before = seeds.count();
    for (int pixel : sampler.sample(options.seed() + 1)) {
      float depth = sorted[random.nextInt(sorted.length)];
      double inverse = 1 / (depth * (1 + JITTER * (2 * random.nextDouble() - 1)));
      surfaces.add(pixel, inverse, 0, 0, sampler.spacing(pixel), RANK);
    }
    return seeds.count() - before;
  }
}
