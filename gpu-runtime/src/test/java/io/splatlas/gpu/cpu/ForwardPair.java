package io.splatlas.gpu.cpu;

import java.util.Arrays;

/** {@link ForwardKernel} and alpha blending pixel by pixel. */
final class ForwardPair implements KernelPair {
  private final TileInput input = new TileInput(1);
  private final float[] expected = new float[ForwardKernel.STATE];
  private final float[] actual = new float[ForwardKernel.STATE];
  private final float[] stage = new float[ForwardKernel.STAGE];

  @Override
  public void scalar() {
    Arrays.fill(expected, 0f);
    for (int y = 0; y < Tiles.HEIGHT; y++) {
      Arrays.fill(expected, y * ForwardKernel.ROW, y * ForwardKernel.ROW + Tiles.WIDTH, 1f);
    }
    for (int e = 0; e < TileInput.ENTRIES; e++) {
      int last = TileEntries.lastRow(input.entries[e]);
      for (int y = TileEntries.firstRow(input.entries[e]); y <= last; y++) {
        blendRow(e, y);
      }
    }
  }

  private void blendRow(int e, int y) {
    for (int x = 0; x < Tiles.WIDTH; x++) {
      int i = y * ForwardKernel.ROW + x;
      float weight = expected[i] * input.alpha(e, x, y, expected[i]);
      expected[i] -= weight;
      expected[i + ForwardKernel.RED] += weight * input.splat(e, SplatLayout.RED);
      expected[i + ForwardKernel.GREEN] += weight * input.splat(e, SplatLayout.GREEN);
      expected[i + ForwardKernel.BLUE] += weight * input.splat(e, SplatLayout.BLUE);
    }
  }

  @Override
  public void vector() {
    ForwardKernel.blendTile(
        actual,
        stage,
        Tiles.HEIGHT,
        input.splats,
        input.entries,
        0,
        TileInput.ENTRIES,
        0,
        0,
        false);
  }

  @Override
  public double difference() {
    return KernelPair.largest(expected, actual, ForwardKernel.STATE);
  }

  @Override
  public double tolerance() {
    return 5e-3; // an alpha at 1/255 may count in one and not in the other
  }
}
