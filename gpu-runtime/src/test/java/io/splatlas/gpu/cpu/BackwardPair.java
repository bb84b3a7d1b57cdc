package io.splatlas.gpu.cpu;

import java.util.Arrays;
import java.util.SplittableRandom;

/** {@link BackwardKernel} and its formula pixel by pixel. */
final class BackwardPair implements KernelPair {
  private static final int PIXELS = Tiles.WIDTH * Tiles.HEIGHT;

  private final TileInput input = new TileInput(1);
  private final float[] gradient = new float[3 * PIXELS];
  private final float[] shownInAll = new float[PIXELS];
  private final float[] light = new float[PIXELS];
  private final float[] remaining = new float[PIXELS];
  private final float[] state = new float[BackwardKernel.STATE];
  private final float[] scratch = new float[BackwardKernel.SCRATCH];
  private final float[] stage = new float[ForwardKernel.STAGE];
  private final float[] expected = new float[TileInput.ENTRIES * BackwardKernel.SLOT];
  private final float[] actual = new float[TileInput.ENTRIES * BackwardKernel.SLOT];

  BackwardPair() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = random.nextFloat() - 0.5f;
    }
    Arrays.fill(light, 1f);
    for (int e = 0; e < TileInput.ENTRIES; e++) {
      int last = TileEntries.lastRow(input.entries[e]);
      for (int y = TileEntries.firstRow(input.entries[e]); y <= last; y++) {
        for (int x = 0; x < Tiles.WIDTH; x++) {
          int i = y * Tiles.WIDTH + x;
          float weight = light[i] * input.alpha(e, x, y, light[i]);
          light[i] -= weight;
          shownInAll[i] += weight * shown(e, i);
        }
      }
    }
  }

  /** What an entry adds to the loss per weight at a pixel, to first order. */
  private float shown(int e, int i) {
    return gradient[i] * input.splat(e, SplatLayout.RED)
        + gradient[PIXELS + i] * input.splat(e, SplatLayout.GREEN)
        + gradient[2 * PIXELS + i] * input.splat(e, SplatLayout.BLUE);
  }

  @Override
  public void scalar() {
    Arrays.fill(light, 1f);
    Arrays.fill(expected, 0f);
    System.arraycopy(shownInAll, 0, remaining, 0, PIXELS);
    for (int e = 0; e < TileInput.ENTRIES; e++) {
      int last = TileEntries.lastRow(input.entries[e]);
      for (int y = TileEntries.firstRow(input.entries[e]); y <= last; y++) {
        for (int x = 0; x < Tiles.WIDTH; x++) {
          gather(e, x, y);
        }
      }
    }
  }

  private void gather(int e, int x, int y) {
    int i = y * Tiles.WIDTH + x;
    int slot = e * BackwardKernel.SLOT;
    float alpha = input.alpha(e, x, y, light[i]);
    float weight = light[i] * alpha;
    float shown = shown(e, i);
    light[i] -= weight;
    remaining[i] -= weight * shown;
    for (int c = 0; c < 3; c++) {
      expected[slot + BackwardKernel.SLOT_RED + c] += weight * gradient[c * PIXELS + i];
    }
    float d =
        alpha < SplatLayout.MAX_ALPHA ? weight * shown - alpha * remaining[i] / (1 - alpha) : 0;
    float dx = x + 0.5f - input.splat(e, SplatLayout.X);
    float dy = y + 0.5f - input.splat(e, SplatLayout.Y);
    expected[slot + BackwardKernel.SLOT_D] += d;
    expected[slot + BackwardKernel.SLOT_DX] += d * dx;
    expected[slot + BackwardKernel.SLOT_DY] += d * dy;
    expected[slot + BackwardKernel.SLOT_DXX] += d * dx * dx;
    expected[slot + BackwardKernel.SLOT_DXY] += d * dx * dy;
    expected[slot + BackwardKernel.SLOT_DYY] += d * dy * dy;
  }

  @Override
  public void vector() {
    for (int y = 0; y < Tiles.HEIGHT; y++) {
      int row = y * BackwardKernel.ROW;
      int from = y * Tiles.WIDTH;
      System.arraycopy(shownInAll, from, state, row + BackwardKernel.REMAINING, Tiles.WIDTH);
      for (int c = 0; c < 3; c++) {
        System.arraycopy(
            gradient,
            c * PIXELS + from,
            state,
            row + BackwardKernel.GRAD_RED + c * Tiles.WIDTH,
            Tiles.WIDTH);
      }
    }
    BackwardKernel.tile(
        state,
        scratch,
        stage,
        Tiles.HEIGHT,
        input.splats,
        input.entries,
        0,
        TileInput.ENTRIES,
        TileInput.ENTRIES,
        0,
        0,
        false,
        actual);
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
