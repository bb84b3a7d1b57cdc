package io.splatlas.gpu.cpu;

import java.util.Arrays;

/**
 * How fast this process can blend at best: the blending kernels over one tile, every entry touching
 * all rows, everything in the first-level cache, one thread.
 */
public final class BlendRoofline {
  private static final int ENTRIES = 256;
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 300;

  private final float[] splats = new float[ENTRIES * SplatLayout.STRIDE];
  private final long[] entries = new long[ENTRIES];
  private final float[] stage = new float[ForwardKernel.STAGE];

  private BlendRoofline() {
    for (int e = 0; e < ENTRIES; e++) {
      int at = e * SplatLayout.STRIDE;
      splats[at + SplatLayout.X] = 1 + e % (Tiles.WIDTH - 2);
      splats[at + SplatLayout.Y] = e % Tiles.HEIGHT;
      splats[at + SplatLayout.QXX] = -0.002f;
      splats[at + SplatLayout.QYY] = -0.002f;
      splats[at + SplatLayout.LOG2_OPACITY] = -6;
      Arrays.fill(splats, at + SplatLayout.RED, at + SplatLayout.DEPTH + 1, 0.5f);
      entries[e] = TileEntries.pack(e, e, TileEntries.packRows(0, 0, Tiles.HEIGHT - 1));
    }
  }

  /** (Gaussian, pixel) pairs per second of the forward pass, the best of many short rounds. */
  public static double forwardPairsPerSecond() {
    BlendRoofline line = new BlendRoofline();
    float[] state = new float[ForwardKernel.STATE];
    return best(
        () ->
            ForwardKernel.blendTile(
                state,
                line.stage,
                Tiles.HEIGHT,
                line.splats,
                line.entries,
                0,
                ENTRIES,
                0,
                0,
                false));
  }

  /** The same of the backward pass. */
  public static double backwardPairsPerSecond() {
    BlendRoofline line = new BlendRoofline();
    float[] state = new float[BackwardKernel.STATE];
    Arrays.fill(state, 1e-3f);
    float[] scratch = new float[BackwardKernel.SCRATCH];
    float[] slots = new float[ENTRIES * BackwardKernel.SLOT];
    return best(
        () ->
            BackwardKernel.tile(
                state,
                scratch,
                line.stage,
                Tiles.HEIGHT,
                line.splats,
                line.entries,
                0,
                ENTRIES,
                ENTRIES,
                0,
                0,
                false,
                slots));
  }

  private static double best(Runnable tile) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      long start = System.nanoTime();
      tile.run();
      if (round >= WARM_UP) {
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return (double) ENTRIES * Tiles.WIDTH * Tiles.HEIGHT / (best / 1e9);
  }
}
