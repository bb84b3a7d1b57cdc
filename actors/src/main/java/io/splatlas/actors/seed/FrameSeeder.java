package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.RenderedView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The seeder: measured depth where a frame has it; points the robot knows; few at random where
 * nothing is known but the depths of the view.
 */
public final class FrameSeeder implements Seeder {
  /** A view of which less wants Gaussians is left alone: growth does the rest. */
  private static final double MIN_SHARE = 0.002;

  /** Share of the bound that may be placed at random. */
  private static final double RANDOM_SHARE = 0.05;

  /** Known depths kept of a view. */
  private static final int MAX_DEPTHS = 4096;

  @Override
  public Seeds seed(SeedRequest request) {
    SeedOptions options = request.options();
    TrainingImage image = options.useDepth() ? request.image() : request.image().withoutDepth();
    SeedNeed need = SeedNeed.of(image, request.render(), options);
    SeedBuffer seeds = new SeedBuffer(options.maxGaussians());
    if (need.share() < MIN_SHARE || options.maxGaussians() == 0) {
      return new Seeds(seeds.toBatch(request.layout(), 0), 0, 0, 0, 0);
    }
    PointSeeds points = new PointSeeds(image, request.points());
    float[] depth = image.depth();
    int fromDepth = 0;
    int fromPoints = 0;
    if (depth != null) {
      fromDepth = DepthSeeds.add(image, depth, need, options, seeds);
    } else {
      fromPoints = points.add(request.pointColours(), need, options, seeds);
    }
    int random =
        RandomSeeds.add(
            image,
            unknown(need, image.width() * image.height(), depth),
            knownDepths(depth, request.render(), points, options),
            (int) Math.min(RANDOM_SHARE * options.maxGaussians(), 0.01 * need.count()),
            options,
            seeds);
    return new Seeds(
        seeds.toBatch(request.layout(), options.maxGaussians()), fromDepth, fromPoints, 0, random);
  }

  /** Pixels that want a seed and have no depth. */
  private static byte[] unknown(SeedNeed need, int pixels, float @Nullable [] depth) {
    byte[] eligible = new byte[pixels];
    for (int p = 0; p < pixels; p++) {
      eligible[p] = (byte) (need.at(p) && (depth == null || depth[p] == 0) ? 1 : 0);
    }
    return eligible;
  }

  /** Depths that are known of this view, from the best source there is. */
  private static float[] knownDepths(
      float @Nullable [] depth,
      @Nullable RenderedView render,
      PointSeeds points,
      SeedOptions options) {
    if (depth != null) {
      return thinned(depth, depth, 0);
    }
    float[] ofPoints = points.depths();
    if (ofPoints.length >= 16 || render == null) {
      return ofPoints;
    }
    float[] rendered = render.depth();
    float[] alpha = render.alpha();
    return rendered == null || alpha == null
        ? ofPoints
        : thinned(rendered, alpha, (float) options.emptyAlpha());
  }

  /** At most {@code MAX_DEPTHS} of the depths whose gate is above a threshold. */
  private static float[] thinned(float[] depths, float[] gate, float threshold) {
    int step = Math.max(1, depths.length / MAX_DEPTHS);
    float[] kept = new float[depths.length / step + 1];
    int count = 0;
    for (int p = 0; p < depths.length; p += step) {
      if (gate[p] > threshold && depths[p] > 0) {
        kept[count++] = depths[p];
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
