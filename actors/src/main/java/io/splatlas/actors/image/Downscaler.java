package io.splatlas.actors.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks images by exact area averaging (the ideal pinhole of fewer pixels), depth by the median
 * of what is known under a pixel, so that no surface is invented between two.
 */
final class Downscaler {
  /** Depth samples along a side of an output pixel's footprint. */
  private static final int DEPTH_SAMPLES = 3;

  private final int width;
  private final int height;
  private final int outWidth;
  private final int outHeight;
  private final Axis horizontal;
  private final Axis vertical;

  Downscaler(int width, int height, int outWidth, int outHeight) {
    this.width = width;
    this.height = height;
    this.outWidth = outWidth;
    this.outHeight = outHeight;
    horizontal = new Axis(width, outWidth);
    vertical = new Axis(height, outHeight);
  }

  /** Which input pixels an output pixel covers along one axis, and how much of each. */
  private static final class Axis {
    final int[] first;
    final float[][] weights;

    Axis(int in, int out) {
      first = new int[out];
      weights = new float[out][];
      double step = (double) in / out;
      for (int o = 0; o < out; o++) {
        double begin = o * step;
        double end = Math.min(in, begin + step);
        first[o] = (int) begin;
        int last = Math.max(first[o], (int) Math.ceil(end - 1e-9) - 1);
        weights[o] = new float[last - first[o] + 1];
        for (int i = first[o]; i <= last; i++) {
          weights[o][i - first[o]] = (float) (Math.min(i + 1, end) - Math.max(i, begin));
        }
      }
    }
  }

  /** Averages colour over the valid part of each footprint. */
  byte[] colour(byte[] rgb, byte @Nullable [] valid) {
    byte[] out = new byte[3 * outWidth * outHeight];
    float[] sums = new float[4 * outWidth];
    for (int y = 0; y < outHeight; y++) {
      Arrays.fill(sums, 0);
      float[] rows = vertical.weights[y];
      for (int k = 0; k < rows.length; k++) {
        addRow(rgb, valid, vertical.first[y] + k, rows[k], sums);
      }
      for (int x = 0; x < outWidth; x++) {
        float weight = sums[4 * x + 3];
        for (int c = 0; c < 3 && weight > 0; c++) {
          out[3 * (y * outWidth + x) + c] = (byte) (sums[4 * x + c] / weight + 0.5f);
        }
      }
    }
    return out;
  }

  private void addRow(byte[] rgb, byte @Nullable [] valid, int row, float rowWeight, float[] sums) {
    for (int x = 0; x < outWidth; x++) {
      float[] columns = horizontal.weights[x];
      int p = row * width + horizontal.first[x];
      for (int k = 0; k < columns.length; k++, p++) {
        if (valid == null || valid[p] != 0) {
          float weight = rowWeight * columns[k];
          sums[4 * x] += weight * (rgb[3 * p] & 0xff);
          sums[4 * x + 1] += weight * (rgb[3 * p + 1] & 0xff);
          sums[4 * x + 2] += weight * (rgb[3 * p + 2] & 0xff);
          sums[4 * x + 3] += weight;
        }
      }
    }
  }

  /** Valid where at least half of the footprint is. */
  byte[] valid(byte[] valid) {
    byte[] out = new byte[outWidth * outHeight];
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        out[y * outWidth + x] = (byte) (share(valid, x, y) >= 0.5f ? 1 : 0);
      }
    }
    return out;
  }

  private float share(byte[] valid, int x, int y) {
    float sum = 0;
    float total = 0;
    for (int j = 0; j < vertical.weights[y].length; j++) {
      int p = (vertical.first[y] + j) * width + horizontal.first[x];
      for (int i = 0; i < horizontal.weights[x].length; i++) {
        float weight = vertical.weights[y][j] * horizontal.weights[x][i];
        total += weight;
        sum += valid[p + i] != 0 ? weight : 0;
      }
    }
    return sum / total;
  }

  /**
   * The lower median of the known depths at up to nine places of each footprint; 0 where none is.
   */
  float[] depth(float[] depth) {
    float[] out = new float[outWidth * outHeight];
    float[] known = new float[DEPTH_SAMPLES * DEPTH_SAMPLES];
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int count = gather(depth, x, y, known);
        Arrays.sort(known, 0, count);
        out[y * outWidth + x] = count == 0 ? 0 : known[(count - 1) / 2];
      }
    }
    return out;
  }

  private int gather(float[] depth, int x, int y, float[] known) {
    int count = 0;
    for (int j = 0; j < DEPTH_SAMPLES; j++) {
      int row = sample(y, j, height, outHeight);
      for (int i = 0; i < DEPTH_SAMPLES; i++) {
        float d = depth[row * width + sample(x, i, width, outWidth)];
        if (d > 0) {
          known[count++] = d;
        }
      }
    }
    return count;
  }

  private static int sample(int at, int k, int in, int out) {
    return Math.min(in - 1, (int) ((at + (k + 0.5) / DEPTH_SAMPLES) * in / out));
  }
}
