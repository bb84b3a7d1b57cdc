package io.splatlas.gpu.cpu;

import java.util.Arrays;

/**
 * How fast this process can blend at best: the forward kernel over one tile, every entry touching
 * all rows, everything in the first-level cache, one thread.
 */
public final class BlendRoofline {
  private static final int ENTRIES = 256;
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 300;

  private BlendRoofline() {}

  /** (Gaussian, pixel) pairs per second, the best of a few hundred short rounds. */
  public static double pairsPerSecond() {
    float[] splats = new float[ENTRIES * SplatLayout.STRIDE];
    long[] entries = new long[ENTRIES];
    for (int e = 0; e < ENTRIES; e++) {
      int at = e * SplatLayout.STRIDE;
      splats[at + SplatLayout.X] = 1 + e % 14;
      splats[at + SplatLayout.Y] = e % Tiles.HEIGHT;
      splats[at + SplatLayout.QXX] = -0.002f;
      splats[at + SplatLayout.QYY] = -0.002f;
      splats[at + SplatLayout.LOG2_OPACITY] = -6;
      Arrays.fill(splats, at + SplatLayout.RED, at + SplatLayout.DEPTH + 1, 0.5f);
      entries[e] = TileEntries.pack(e, e, TileEntries.packRows(0, 0, Tiles.HEIGHT - 1));
    }
    float[] state = new float[ForwardKernel.STATE];
    float[] stage = new float[ForwardKernel.STAGE];
    long best = Long.MAX_VALUE;
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      long start = System.nanoTime();
      ForwardKernel.blendTile(state, stage, Tiles.HEIGHT, splats, entries, 0, ENTRIES, 0, 0, false);
      if (round >= WARM_UP) {
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return (double) ENTRIES * WeightKernel.PLANE / (best / 1e9);
  }
}
