package io.splatlas.actors.seed;

import io.splatlas.actors.image.TrainingImage;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Spreads a number of samples over an image: evenly (blue noise, by error diffusion after Floyd and
 * Steinberg) where the image is smooth, denser where it has edges.
 */
final class PixelSampler {
  /** Density on strong edges over density on smooth ground. */
  private static final float EDGE_GAIN = 4;

  /** Luma difference between neighbours that counts as a strong edge, 0..1. */
  private static final float STRONG_EDGE = 0.12f;

  /** Densest sampling, samples per pixel. */
  private static final float MAX_DENSITY = 0.5f;

  private final int width;
  private final int height;
  private final float[] density;

  /**
   * Plans samples.
   *
   * @param eligible relative density per pixel, 0 = never sampled
   * @param count wanted in all; fewer come when there is no room
   */
  PixelSampler(TrainingImage image, byte[] eligible, int count) {
    width = image.width();
    height = image.height();
    density = weights(image, eligible);
    scaleTo(count);
  }

  private static float[] weights(TrainingImage image, byte[] eligible) {
    int width = image.width();
    int height = image.height();
    float[] weights = new float[width * height];
    for (int y = 0; y < height; y++) {
      int up = y > 0 ? -width : 0;
      int down = y + 1 < height ? width : 0;
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        if (eligible[p] != 0) {
          int left = x > 0 ? -1 : 0;
          int right = x + 1 < width ? 1 : 0;
          float dx = luma(image, p + right) - luma(image, p + left);
          float dy = luma(image, p + down) - luma(image, p + up);
          float gradient = 0.5f * (float) Math.sqrt(dx * dx + dy * dy);
          weights[p] = eligible[p] * (1 + (EDGE_GAIN - 1) * Math.min(1, gradient / STRONG_EDGE));
        }
      }
    }
    return weights;
  }

  private static float luma(TrainingImage image, int pixel) {
    return image.luma(pixel) / 255;
  }

  private void scaleTo(int count) {
    double sum = 0;
    for (float weight : density) {
      sum += weight;
    }
    float factor = sum == 0 ? 0 : (float) (count / sum);
    for (int p = 0; p < density.length; p++) {
      density[p] = Math.min(MAX_DENSITY, density[p] * factor);
    }
  }

  /** Typical distance between samples around a pixel, pixels. */
  float spacing(int pixel) {
    return 1 / (float) Math.sqrt(Math.max(density[pixel], 1e-6f));
  }

  /** The samples, as pixel indices in scan order. */
  int[] sample(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] carry = new float[width + 2];
    float[] next = new float[width + 2];
    for (int x = 0; x < carry.length; x++) {
      // As if rows above had been sampled; the first rows would stay empty otherwise.
      carry[x] = (float) random.nextDouble() - 0.5f;
    }
    int[] found = new int[64];
    int count = 0;
    for (int y = 0; y < height; y++) {
      int step = (y & 1) == 0 ? 1 : -1;
      for (int k = 0; k < width; k++) {
        int x = step > 0 ? k : width - 1 - k;
        int p = y * width + x;
        float value = density[p] + carry[x + 1];
        boolean taken = density[p] > 0 && value > 0.35f + 0.3f * (float) random.nextDouble();
        if (taken) {
          found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
          found[count++] = p;
        }
        float error = value - (taken ? 1 : 0);
        carry[x + 1 + step] += error * 7 / 16;
        next[x + 1 - step] += error * 3 / 16;
        next[x + 1] += error * 5 / 16;
        next[x + 1 + step] += error / 16;
      }
      float[] swap = carry;
      carry = next;
      next = swap;
      Arrays.fill(next, 0);
    }
    return Arrays.copyOf(found, count);
  }
}
