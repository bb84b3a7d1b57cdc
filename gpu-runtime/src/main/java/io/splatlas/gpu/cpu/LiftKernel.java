package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of the pixels of a tile, weighted by what one entry blends there. Most entries light a dozen
 * pixels of a tile, not whole rows of it: lanes run over the channels, which lie side by side for
 * every pixel, so that only pixels with light cost anything and nothing is summed across lanes.
 */
final class LiftKernel {
  /** Channels that lie side by side: one 512-bit vector, or two of 256, or four of 128. */
  static final int CHANNELS = 16;

  private LiftKernel() {}

  /**
   * Finds the pixels of rows {@code first..last} that have a weight.
   *
   * @param weights as of {@link WeightKernel#weights}
   * @param lit receives their numbers in the tile, row by row
   * @return how many
   */
  static int lit(float[] weights, int first, int last, int[] lit) {
    int n = 0;
    int end = (last + 1) * Tiles.WIDTH;
    for (int i = first * Tiles.WIDTH; i < end; i += COUNT) {
      long lanes = FloatVector.fromArray(F, weights, i).compare(VectorOperators.GT, 0f).toLong();
      while (lanes != 0) {
        lit[n++] = i + Long.numberOfTrailingZeros(lanes);
        lanes &= lanes - 1;
      }
    }
    return n;
  }

  /** Sum of the weights of the pixels listed, in their order. */
  static float sum(float[] weights, int[] lit, int n) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += weights[lit[k]];
    }
    return sum;
  }

  /**
   * Sums of the pixels listed times their weights, a channel each. Every other pixel has a sum of
   * its own, so that one addition need not wait for the one before.
   *
   * @param pixels {@link #CHANNELS} values per pixel of the tile
   * @param out receives {@link #CHANNELS} sums
   */
  static void blend(float[] weights, int[] lit, int n, float[] pixels, float[] out, int to) {
    for (int c = 0; c < CHANNELS; c += COUNT) {
      FloatVector even = FloatVector.zero(F);
      FloatVector odd = FloatVector.zero(F);
      int k = 0;
      for (; k + 1 < n; k += 2) {
        int a = lit[k];
        int b = lit[k + 1];
        even =
            FloatVector.fromArray(F, pixels, a * CHANNELS + c)
                .fma(FloatVector.broadcast(F, weights[a]), even);
        odd =
            FloatVector.fromArray(F, pixels, b * CHANNELS + c)
                .fma(FloatVector.broadcast(F, weights[b]), odd);
      }
      if (k < n) {
        int a = lit[k];
        even =
            FloatVector.fromArray(F, pixels, a * CHANNELS + c)
                .fma(FloatVector.broadcast(F, weights[a]), even);
      }
      Lanes.ONE.fma(even, odd).intoArray(out, to + c);
    }
  }

  /**
   * Sets {@code means} to the quotients of {@code sums} and {@code weights} where there is weight.
   */
  static void divide(float[] sums, float[] weights, float[] means, int from, int to) {
    int i = from;
    for (; i + COUNT <= to; i += COUNT) {
      FloatVector w = FloatVector.fromArray(F, weights, i);
      FloatVector quotient = FloatVector.fromArray(F, sums, i).div(w);
      FloatVector.fromArray(F, means, i)
          .blend(quotient, w.compare(VectorOperators.GT, 0f))
          .intoArray(means, i);
    }
    for (; i < to; i++) {
      if (weights[i] > 0) {
        means[i] = sums[i] / weights[i];
      }
    }
  }
}
