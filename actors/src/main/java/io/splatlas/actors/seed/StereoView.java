package io.splatlas.actors.seed;

import io.splatlas.actors.feature.Features;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import org.jspecify.annotations.Nullable;

/** An image made ready for stereo, and what was computed on it. Belongs to one seeder. */
final class StereoView {
  /** Pixels the global sweep works on, at most about. */
  private static final int COARSE_PIXELS = 9_000;

  /** Pixels its refinement works on, at most about. */
  private static final int FINE_PIXELS = 36_000;

  final TrainingImage image;

  /** The image's own geometry. */
  final ViewGeometry geometry;

  final LumaImage coarse;
  final LumaImage fine;

  /** Depth found by stereo on the fine image; null until then. */
  @Nullable StereoDepth depth;

  /** Features; null until they are needed. */
  @Nullable Features features;

  StereoView(TrainingImage image) {
    this.image = image;
    this.geometry = new ViewGeometry(image.camera());
    this.coarse = new LumaImage(image, factor(image, COARSE_PIXELS));
    this.fine = new LumaImage(image, factor(image, FINE_PIXELS));
  }

  private static int factor(TrainingImage image, int pixels) {
    double ratio = (double) image.width() * image.height() / pixels;
    return Math.max(1, (int) Math.ceil(Math.sqrt(ratio) - 0.05));
  }
}
