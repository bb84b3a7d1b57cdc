package io.splatlas.gpu.cpu;

import java.util.Arrays;
import java.util.SplittableRandom;

/** {@link LiftKernel} and sums of a tile's channels pixel by pixel. */
final class LiftPair implements KernelPair {
  private static final int CHANNELS = LiftKernel.CHANNELS;

  private final TileInput input = new TileInput(3);
  private final float[] pixels = new float[CHANNELS * WeightKernel.PLANE];
  private final float[] transmittance = new float[WeightKernel.PLANE];
  private final float[] weights = new float[WeightKernel.PLANE];
  private final int[] lit = new int[WeightKernel.PLANE];
  private final float[] expected = new float[TileInput.ENTRIES * CHANNELS];
  private final float[] actual = new float[TileInput.ENTRIES * CHANNELS];

  LiftPair() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.25f;
    }
  }

  @Override
  public void scalar() {
    Arrays.fill(expected, 0f);
    WeightKernel.clear(transmittance);
    for (int e = 0; e < TileInput.ENTRIES; e++) {
      int last = TileEntries.lastRow(input.entries[e]);
      for (int y = TileEntries.firstRow(input.entries[e]); y <= last; y++) {
        for (int x = 0; x < Tiles.WIDTH; x++) {
          add(e, x, y);
        }
      }
    }
  }

  private void add(int e, int x, int y) {
    int i = y * Tiles.WIDTH + x;
    float weight = transmittance[i] * input.alpha(e, x, y, transmittance[i]);
    transmittance[i] -= weight;
    for (int c = 0; c < CHANNELS; c++) {
      expected[e * CHANNELS + c] += weight * pixels[i * CHANNELS + c];
    }
  }

  @Override
  public void vector() {
    WeightKernel.clear(transmittance);
    for (int e = 0; e < TileInput.ENTRIES; e++) {
      int first = TileEntries.firstRow(input.entries[e]);
      int last = TileEntries.lastRow(input.entries[e]);
      int at = e * SplatLayout.STRIDE;
      WeightKernel.weights(transmittance, weights, input.splats, at, 0, 0, first, last);
      int n = LiftKernel.lit(weights, first, last, lit);
      LiftKernel.blend(weights, lit, n, pixels, actual, e * CHANNELS);
    }
  }

  @Override
  public double difference() {
    return KernelPair.largest(expected, actual, expected.length);
  }

  @Override
  public double tolerance() {
    return 5e-3; // an alpha at 1/255 may count in one and not in the other
  }
}
