package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.RenderedView;
import org.jspecify.annotations.Nullable;

/** Where an image wants new Gaussians: where its render is empty or wrong. */
final class SeedNeed {
  private final byte[] wanted;
  private final int count;

  private SeedNeed(byte[] wanted) {
    this.wanted = wanted;
    int sum = 0;
    for (byte w : wanted) {
      sum += w;
    }
    count = sum;
  }

  /** Whether a pixel wants a Gaussian. */
  boolean at(int pixel) {
    return wanted[pixel] != 0;
  }

  /** 1 per pixel that wants one, else 0; a copy. */
  byte[] pixels() {
    return wanted.clone();
  }

  /** Pixels that want one. */
  int count() {
    return count;
  }

  /** Share of all pixels that want one. */
  double share() {
    return (double) count / wanted.length;
  }

  static SeedNeed of(TrainingImage image, @Nullable RenderedView render, SeedOptions options) {
    int pixels = image.width() * image.height();
    byte[] wanted = new byte[pixels];
    byte[] valid = image.valid();
    float[] alpha = render == null ? null : render.alpha();
    float[] colour = render == null ? null : render.colour();
    requireSize(image, render);
    for (int p = 0; p < pixels; p++) {
      boolean empty = alpha == null || !(alpha[p] >= options.emptyAlpha());
      wanted[p] = (byte) (empty ? 1 : 0);
    }
    if (colour != null) {
      addWrongColour(image, colour, options, wanted);
    }
    if (render != null && options.useDepth()) {
      addWrongDepth(image, render, options, wanted);
    }
    for (int p = 0; valid != null && p < pixels; p++) {
      wanted[p] = valid[p] == 0 ? 0 : wanted[p];
    }
    return new SeedNeed(wanted);
  }

  private static void requireSize(TrainingImage image, @Nullable RenderedView render) {
    if (render != null && (render.width() != image.width() || render.height() != image.height())) {
      throw new IllegalArgumentException(
          "the render is %dx%d, the image %dx%d"
              .formatted(render.width(), render.height(), image.width(), image.height()));
    }
  }

  /** Adds pixels whose 3x3 neighbourhood has another mean absolute colour than the photograph. */
  private static void addWrongColour(
      TrainingImage image, float[] colour, SeedOptions options, byte[] wanted) {
    int width = image.width();
    int height = image.height();
    float[] error = new float[width * height];
    byte[] rgb = image.rgb();
    for (int p = 0; p < error.length; p++) {
      float sum = 0;
      for (int c = 3 * p; c < 3 * p + 3; c++) {
        sum += Math.abs(Math.clamp(colour[c], 0f, 1f) - (rgb[c] & 0xff) / 255f);
      }
      error[p] = sum / 3;
    }
    float threshold = (float) (9 * options.colourError());
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int p = y * width + x;
        float sum = 0;
        for (int q = p - width - 1; q <= p + width - 1; q += width) {
          sum += error[q] + error[q + 1] + error[q + 2];
        }
        if (sum > threshold) {
          wanted[p] = 1;
        }
      }
    }
  }

  /** Adds pixels whose rendered depth is in front of or behind the measured one. */
  private static void addWrongDepth(
      TrainingImage image, RenderedView render, SeedOptions options, byte[] wanted) {
    float[] measured = image.depth();
    float[] rendered = render.depth();
    if (measured == null || rendered == null) {
      return;
    }
    for (int p = 0; p < wanted.length; p++) {
      if (measured[p] > 0
          && Math.abs(rendered[p] - measured[p]) > options.depthError() * measured[p]) {
        wanted[p] = 1;
      }
    }
  }
}
