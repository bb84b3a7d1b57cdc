package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;

/** Seeds from what stereo found: surfaces where it is dense, triangulated features elsewhere. */
final class StereoSeeds {
  /** Window of the surface fit, reduced pixels to each side. */
  private static final int RADIUS = 2;

  /** Relative density where depth is trusted and where it is not. */
  private static final byte TRUSTED = 4;

  private static final byte DOUBTFUL = 1;

  /** Rank of trusted depth (plus its confidence); doubtful depth ranks by confidence alone. */
  private static final float RANK = 1;

  /** Size of a seed at a feature, pixels. */
  private static final float FEATURE_SPACING = 3;

  private final TrainingImage image;
  private final SeedNeed need;
  private final SeedOptions options;
  private final SeedBuffer seeds;
  private final SurfaceSeeds surfaces;

  StereoSeeds(TrainingImage image, SeedNeed need, SeedOptions options, SeedBuffer seeds) {
    this.image = image;
    this.need = need;
    this.options = options;
    this.seeds = seeds;
    this.surfaces = new SurfaceSeeds(image, options, options.opacity(), seeds);
  }

  /**
   * Adds seeds where Gaussians are wanted and stereo found depth.
   *
   * @param open pixels that want a seed, 1 or 0; set to 0 where stereo knows the depth
   * @return how many
   */
  int add(StereoMatcher.Outcome outcome, byte[] open) {
    int before = seeds.count();
    StereoDepth depth = outcome.view().depth;
    if (depth != null) {
      addSurfaces(outcome.view().fine, depth, open);
    }
    addFeatures(outcome.features(), open);
    return seeds.count() - before;
  }

  private void addSurfaces(LumaImage fine, StereoDepth depth, byte[] open) {
    byte[] eligible = new byte[open.length];
    for (int p = 0; p < open.length; p++) {
      int q = reduced(fine, p);
      if (need.at(p) && depth.inverse()[q] > 0) {
        eligible[p] = depth.confidence()[q] >= StereoFilter.TRUSTED ? TRUSTED : DOUBTFUL;
        open[p] = 0;
      }
    }
    PixelSampler sampler = new PixelSampler(image, eligible, options.maxGaussians());
    SurfaceFit fit = new SurfaceFit(depth.inverse(), fine.width, fine.height, RADIUS);
    for (int p : sampler.sample(options.seed())) {
      int q = reduced(fine, p);
      if (fit.fit(q % fine.width, q / fine.width)) {
        addSurface(fine, p, q, fit, sampler.spacing(p), depth.confidence()[q]);
      }
    }
  }

  private void addSurface(
      LumaImage fine, int p, int q, SurfaceFit fit, float spacing, float confidence) {
    double factor = fine.factor;
    int row = p / image.width();
    double du = (p % image.width() + 0.5) / factor - fine.u(q);
    double dv = (row + 0.5) / factor - fine.v(q);
    double inverse = fit.inverse + du * fit.slopeX + dv * fit.slopeY;
    if (inverse > 0) {
      float rank = confidence >= StereoFilter.TRUSTED ? RANK + confidence : confidence;
      surfaces.add(p, inverse, fit.slopeX / factor, fit.slopeY / factor, spacing, rank);
    }
  }

  private int reduced(LumaImage fine, int p) {
    int x = Math.min(p % image.width() / fine.factor, fine.width - 1);
    int y = Math.min(p / image.width() / fine.factor, fine.height - 1);
    return y * fine.width + x;
  }

  private void addFeatures(FeatureMatcher.Triangulated features, byte[] open) {
    for (int i = 0; i < features.count(); i++) {
      int p = ((int) features.v()[i]) * image.width() + (int) features.u()[i];
      if (features.views()[i] >= 2 && open[p] != 0) {
        surfaces.add(p, features.inverse()[i], 0, 0, FEATURE_SPACING, RANK);
      }
    }
  }
}
