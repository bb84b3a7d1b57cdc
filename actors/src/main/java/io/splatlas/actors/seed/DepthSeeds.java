package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;

/** Seeds from a measured depth image. */
final class DepthSeeds {
  /** Window of the surface fit, pixels to each side: averages a sensor's noise over 49 pixels. */
  private static final int RADIUS = 3;

  /** Measured depth comes before everything else. */
  private static final float RANK = 3;

  private DepthSeeds() {}

  /**
   * Adds seeds where depth is known and Gaussians are wanted.
   *
   * @return how many
   */
  static int add(
      TrainingImage image, float[] depth, SeedNeed need, SeedOptions options, SeedBuffer seeds) {
    byte[] eligible = new byte[depth.length];
    float[] inverse = new float[depth.length];
    for (int p = 0; p < depth.length; p++) {
      if (depth[p] > 0) {
        inverse[p] = 1 / depth[p];
        eligible[p] = (byte) (need.at(p) ? 1 : 0);
      }
    }
    PixelSampler sampler = new PixelSampler(image, eligible, options.maxGaussians());
    SurfaceFit fit = new SurfaceFit(inverse, image.width(), image.height(), RADIUS);
    SurfaceSeeds surfaces = new SurfaceSeeds(image, options, options.measuredOpacity(), seeds);
    int before = seeds.count();
    for (int pixel : sampler.sample(options.seed())) {
      if (fit.fit(pixel % image.width(), pixel / image.width())) {
        surfaces.add(pixel, fit, sampler.spacing(pixel), RANK + (float) fit.support);
      }
    }
    return seeds.count() - before;
  }
}
