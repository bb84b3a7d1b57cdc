package io.splatlas.gpu.cpu;

import java.util.SplittableRandom;

/** Splats over one tile as a scene in training has them: a dozen pixels wide, half transparent. */
final class TileInput {
  static final int ENTRIES = 256;

  final float[] splats = new float[ENTRIES * SplatLayout.STRIDE];
  final long[] entries = new long[ENTRIES];

  TileInput(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int e = 0; e < ENTRIES; e++) {
      int at = e * SplatLayout.STRIDE;
      splats[at + SplatLayout.X] = 20 * random.nextFloat() - 2;
      splats[at + SplatLayout.Y] = 36 * random.nextFloat() - 2;
      float sharp = -0.02f - 0.1f * random.nextFloat();
      splats[at + SplatLayout.QXX] = sharp;
      splats[at + SplatLayout.QXY] = 0.5f * sharp * random.nextFloat();
      splats[at + SplatLayout.QYY] = sharp;
      splats[at + SplatLayout.LOG2_OPACITY] = -0.5f - 5 * random.nextFloat();
      for (int c = 0; c < 3; c++) {
        splats[at + SplatLayout.RED + c] = random.nextFloat();
      }
      int first = Math.clamp((int) splats[at + SplatLayout.Y] - 8, 0, Tiles.HEIGHT - 1);
      int last = Math.clamp((int) splats[at + SplatLayout.Y] + 8, 0, Tiles.HEIGHT - 1);
      entries[e] = TileEntries.pack(e, e, TileEntries.packRows(0, first, last));
    }
  }

  float splat(int entry, int part) {
    return splats[entry * SplatLayout.STRIDE + part];
  }

  /** log2 of alpha at a pixel, before clamping. */
  float exponent(int entry, int x, int y) {
    float dx = x + 0.5f - splat(entry, SplatLayout.X);
    float dy = y + 0.5f - splat(entry, SplatLayout.Y);
    return splat(entry, SplatLayout.QXX) * dx * dx
        + splat(entry, SplatLayout.QXY) * dx * dy
        + splat(entry, SplatLayout.QYY) * dy * dy
        + splat(entry, SplatLayout.LOG2_OPACITY);
  }

  /** Alpha at a pixel, 0 where it does not count. */
  float alpha(int entry, int x, int y, float transmittance) {
    float exponent = exponent(entry, x, y);
    return exponent >= SplatLayout.MIN_LOG2_ALPHA && transmittance >= SplatLayout.MIN_TRANSMITTANCE
        ? Math.min(SplatLayout.MAX_ALPHA, (float) Math.exp(exponent * VectorMath.LN_2))
        : 0;
  }
}
