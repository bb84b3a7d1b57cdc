package io.splatlas.actors.seed;

import io.splatlas.gpu.RenderedView;
import org.jspecify.annotations.Nullable;

/**
 * The seeder: measured depth where a frame has it; else points the robot knows, and stereo with
 * earlier photographs; few at random where nothing but the range of depths is known. The first
 * photograph of a scene without depth and points gives no seeds: hand it in again, with later ones
 * as {@code previous}.
 *
 * <p>The same sequence of requests gives the same seeds: depth found in earlier views helps later
 * ones.
 */
public final class FrameSeeder implements Seeder {
  /** A view of which less wants Gaussians is left alone: growth does the rest. */
  private static final double MIN_SHARE = 0.002;

  /** Share of the bound that may be placed at random, and of the pixels without depth. */
  private static final double RANDOM_SHARE = 0.05;

  private static final double RANDOM_PIXELS = 0.01;

  /** Alpha from which a rendered depth is taken for real. */
  private static final float OPAQUE = 0.8f;

  /** Pixels of a render or depth image looked at for the range of depths. */
  private static final int MAX_DEPTHS = 4096;

  private final StereoMatcher stereo = new StereoMatcher();

  @Override
  public Seeds seed(SeedRequest request) {
    SeedOptions options = request.options();
    SeedNeed need = SeedNeed.of(request.image(), request.render(), options);
    SeedBuffer seeds = new SeedBuffer(options.maxGaussians());
    if (need.share() < MIN_SHARE || options.maxGaussians() == 0) {
      return new Seeds(seeds.toBatch(request.layout(), 0), 0, 0, 0, 0);
    }
    float[] depth = options.useDepth() ? request.image().depth() : null;
    return depth != null
        ? fromDepth(request, depth, need, seeds)
        : fromPhotographs(request, need, seeds);
  }

  private static Seeds fromDepth(
      SeedRequest request, float[] depth, SeedNeed need, SeedBuffer seeds) {
    SeedOptions options = request.options();
    int placed = DepthSeeds.add(request.image(), depth, need, options, seeds);
    byte[] open = need.pixels();
    for (int p = 0; p < open.length; p++) {
      open[p] = depth[p] > 0 ? 0 : open[p];
    }
    DepthRange range = new DepthRange();
    addDepths(range, depth, depth, 0);
    int random = addRandom(request, open, range, seeds);
    return new Seeds(seeds.toBatch(request.layout(), options.maxGaussians()), placed, 0, 0, random);
  }

  private Seeds fromPhotographs(SeedRequest request, SeedNeed need, SeedBuffer seeds) {
    SeedOptions options = request.options();
    PointSeeds points = new PointSeeds(request.image(), request.points());
    DepthRange range = new DepthRange();
    for (float z : points.depths()) {
      range.add(1 / z);
    }
    addRendered(range, request.render());
    StereoMatcher.Outcome outcome = stereo.match(request.image(), request.previous(), range);
    byte[] open = need.pixels();
    int fromPoints = points.add(request.pointColours(), need, options, seeds);
    int fromStereo = new StereoSeeds(request.image(), need, options, seeds).add(outcome, open);
    int random = addRandom(request, open, range, seeds);
    return new Seeds(
        seeds.toBatch(request.layout(), options.maxGaussians()), 0, fromPoints, fromStereo, random);
  }

  private static int addRandom(
      SeedRequest request, byte[] open, DepthRange range, SeedBuffer seeds) {
    int wanted = 0;
    for (byte pixel : open) {
      wanted += pixel;
    }
    SeedOptions options = request.options();
    int count = (int) Math.min(RANDOM_SHARE * options.maxGaussians(), RANDOM_PIXELS * wanted);
    return range.known()
        ? RandomSeeds.add(request.image(), open, range.depths(), count, options, seeds)
        : 0;
  }

  /** Adds what the scene shows of this view, where it is opaque. */
  private static void addRendered(DepthRange range, @Nullable RenderedView render) {
    float[] depth = render == null ? null : render.depth();
    float[] alpha = render == null ? null : render.alpha();
    if (depth != null && alpha != null) {
      addDepths(range, depth, alpha, OPAQUE);
    }
  }

  private static void addDepths(DepthRange range, float[] depths, float[] gate, float above) {
    int step = Math.max(1, depths.length / MAX_DEPTHS);
    for (int p = 0; p < depths.length; p += step) {
      if (gate[p] > above && depths[p] > 0) {
        range.add(1 / depths[p]);
      }
    }
  }
}
