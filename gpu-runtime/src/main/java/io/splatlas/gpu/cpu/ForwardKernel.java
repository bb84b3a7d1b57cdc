package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;
import static io.splatlas.gpu.cpu.VectorMath.E0;
import static io.splatlas.gpu.cpu.VectorMath.E1;
import static io.splatlas.gpu.cpu.VectorMath.E2;
import static io.splatlas.gpu.cpu.VectorMath.E3;
import static io.splatlas.gpu.cpu.VectorMath.E4;
import static io.splatlas.gpu.cpu.VectorMath.E5;
import static io.splatlas.gpu.cpu.VectorMath.ROUND;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Alpha blending of one tile, front to back (Kerbl et al. 2023, section 4 and appendix C). Lanes
 * run over the 16 pixels of a row; an entry visits only the rows its ellipse touches. What a pixel
 * needs lies together per row of the tile: transmittance, red, green, blue, depth, 16 floats each.
 */
final class ForwardKernel {
  static final int TRANSMITTANCE = 0;
  static final int RED = 16;
  static final int GREEN = 32;
  static final int BLUE = 48;
  static final int DEPTH = 64;

  /** Floats per row of a tile. */
  static final int ROW = 80;

  /** Floats per tile. */
  static final int STATE = ROW * Tiles.HEIGHT;

  /** Floats of the copies of a batch of splats. */
  static final int STAGE = 16 * SplatLayout.STRIDE;

  /** After so many entries it is seen which rows still let light through. */
  static final int BATCH = 16;

  private static final int NO_ROWS = -1;

  private ForwardKernel() {}

  /**
   * Blends entries {@code from..to-1} of the list over a fresh tile.
   *
   * @param depth whether to blend depth, too
   * @return the entry after the last one that any pixel needed
   */
  static int blendTile(
      float[] state,
      float[] stage,
      int tileRows,
      float[] splats,
      long[] entries,
      int from,
      int to,
      float left,
      float top,
      boolean depth) {
    clear(state);
    int alive = tileRows - 1;
    int at = from;
    while (at < to && alive != NO_ROWS) {
      int end = Math.min(to, at + BATCH);
      stage(splats, entries, at, end, stage);
      if (depth) {
        blendWithDepth(state, stage, entries, at, end, left, top, alive >>> 8, alive & 255);
      } else {
        blend(state, stage, entries, at, end, left, top, alive >>> 8, alive & 255);
      }
      at = end;
      alive = aliveRows(state, ROW, alive);
    }
    return at;
  }

  /**
   * Copies the splats of a batch side by side. They lie all over memory, and blending one leaves
   * the processor no room to look ahead for the next; here their cache misses overlap.
   */
  static void stage(float[] splats, long[] entries, int from, int to, float[] stage) {
    for (int e = from; e < to; e++) {
      int at = TileEntries.gaussian(entries[e]) * SplatLayout.STRIDE;
      int copy = (e - from) * SplatLayout.STRIDE;
      for (int part = 0; part < SplatLayout.STRIDE; part += COUNT) {
        FloatVector.fromArray(F, splats, at + part).intoArray(stage, copy + part);
      }
    }
  }

  private static void clear(float[] state) {
    Arrays.fill(state, 0f);
    for (int row = 0; row < Tiles.HEIGHT; row++) {
      Arrays.fill(state, row * ROW, row * ROW + 16, 1f);
    }
  }

  /**
   * The smallest range of rows outside of which no pixel lets light through.
   *
   * @param before the range so far, first row shifted left by 8, or last row
   */
  static int aliveRows(float[] state, int rowStride, int before) {
    int first = before >>> 8;
    int last = before & 255;
    while (first <= last && !alive(state, first * rowStride)) {
      first++;
    }
    while (last > first && !alive(state, last * rowStride)) {
      last--;
    }
    return first > last ? NO_ROWS : first << 8 | last;
  }

  private static boolean alive(float[] state, int at) {
    for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
      if (FloatVector.fromArray(F, state, at + c)
          .compare(VectorOperators.GE, SplatLayout.MIN_TRANSMITTANCE)
          .anyTrue()) {
        return true;
      }
    }
    return false;
  }

  private static void blend(
      float[] state,
      float[] splats,
      long[] entries,
      int from,
      int to,
      float left,
      float top,
      int firstAlive,
      int lastAlive) {
    for (int e = from; e < to; e++) {
      long entry = entries[e];
      int at = (e - from) * SplatLayout.STRIDE;
      int first = Math.max(TileEntries.firstRow(entry), firstAlive);
      int last = Math.min(TileEntries.lastRow(entry), lastAlive);
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        FloatVector dx = Lanes.RAMP.add(left + c + 0.5f - splats[at + SplatLayout.X]);
        FloatVector base =
            dx.mul(splats[at + SplatLayout.QXX])
                .fma(dx, FloatVector.broadcast(F, splats[at + SplatLayout.LOG2_OPACITY]));
        FloatVector cross = dx.mul(splats[at + SplatLayout.QXY]);
        FloatVector square = FloatVector.broadcast(F, splats[at + SplatLayout.QYY]);
        FloatVector red = FloatVector.broadcast(F, splats[at + SplatLayout.RED]);
        FloatVector green = FloatVector.broadcast(F, splats[at + SplatLayout.GREEN]);
        FloatVector blue = FloatVector.broadcast(F, splats[at + SplatLayout.BLUE]);
        FloatVector dy = FloatVector.broadcast(F, top + first + 0.5f - splats[at + SplatLayout.Y]);
        for (int row = first; row <= last; row++) {
          int i = row * ROW + c;
          FloatVector exponent = square.fma(dy, cross).fma(dy, base);
          FloatVector t = FloatVector.fromArray(F, state, i);
          VectorMask<Float> counts =
              exponent
                  .compare(VectorOperators.GE, SplatLayout.MIN_LOG2_ALPHA)
                  .and(t.compare(VectorOperators.GE, SplatLayout.MIN_TRANSMITTANCE));
          FloatVector shifted = exponent.add(ROUND);
          FloatVector f = exponent.sub(shifted.sub(ROUND));
          FloatVector p =
              f.fma(E5, E4)
                  .fma(f, FloatVector.broadcast(F, E3))
                  .fma(f, FloatVector.broadcast(F, E2));
          p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
          FloatVector power =
              p.reinterpretAsInts()
                  .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                  .reinterpretAsFloats();
          FloatVector alpha = Lanes.ZERO.blend(power.min(SplatLayout.MAX_ALPHA), counts);
          FloatVector w = alpha.mul(t);
          t.sub(w).intoArray(state, i);
          w.fma(red, FloatVector.fromArray(F, state, i + RED)).intoArray(state, i + RED);
          w.fma(green, FloatVector.fromArray(F, state, i + GREEN)).intoArray(state, i + GREEN);
          w.fma(blue, FloatVector.fromArray(F, state, i + BLUE)).intoArray(state, i + BLUE);
          dy = Lanes.ONE.add(dy);
        }
      }
    }
  }

  private static void blendWithDepth(
      float[] state,
      float[] splats,
      long[] entries,
      int from,
      int to,
      float left,
      float top,
      int firstAlive,
      int lastAlive) {
    for (int e = from; e < to; e++) {
      long entry = entries[e];
      int at = (e - from) * SplatLayout.STRIDE;
      int first = Math.max(TileEntries.firstRow(entry), firstAlive);
      int last = Math.min(TileEntries.lastRow(entry), lastAlive);
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        FloatVector dx = Lanes.RAMP.add(left + c + 0.5f - splats[at + SplatLayout.X]);
        FloatVector base =
            dx.mul(splats[at + SplatLayout.QXX])
                .fma(dx, FloatVector.broadcast(F, splats[at + SplatLayout.LOG2_OPACITY]));
        FloatVector cross = dx.mul(splats[at + SplatLayout.QXY]);
        FloatVector square = FloatVector.broadcast(F, splats[at + SplatLayout.QYY]);
        FloatVector red = FloatVector.broadcast(F, splats[at + SplatLayout.RED]);
        FloatVector green = FloatVector.broadcast(F, splats[at + SplatLayout.GREEN]);
        FloatVector blue = FloatVector.broadcast(F, splats[at + SplatLayout.BLUE]);
        FloatVector depth = FloatVector.broadcast(F, splats[at + SplatLayout.DEPTH]);
        FloatVector dy = FloatVector.broadcast(F, top + first + 0.5f - splats[at + SplatLayout.Y]);
        for (int row = first; row <= last; row++) {
          int i = row * ROW + c;
          FloatVector exponent = square.fma(dy, cross).fma(dy, base);
          FloatVector t = FloatVector.fromArray(F, state, i);
          VectorMask<Float> counts =
              exponent
                  .compare(VectorOperators.GE, SplatLayout.MIN_LOG2_ALPHA)
                  .and(t.compare(VectorOperators.GE, SplatLayout.MIN_TRANSMITTANCE));
          FloatVector shifted = exponent.add(ROUND);
          FloatVector f = exponent.sub(shifted.sub(ROUND));
          FloatVector p =
              f.fma(E5, E4)
                  .fma(f, FloatVector.broadcast(F, E3))
                  .fma(f, FloatVector.broadcast(F, E2));
          p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
          FloatVector power =
              p.reinterpretAsInts()
                  .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                  .reinterpretAsFloats();
          FloatVector alpha = Lanes.ZERO.blend(power.min(SplatLayout.MAX_ALPHA), counts);
          FloatVector w = alpha.mul(t);
          t.sub(w).intoArray(state, i);
          w.fma(red, FloatVector.fromArray(F, state, i + RED)).intoArray(state, i + RED);
          w.fma(green, FloatVector.fromArray(F, state, i + GREEN)).intoArray(state, i + GREEN);
          w.fma(blue, FloatVector.fromArray(F, state, i + BLUE)).intoArray(state, i + BLUE);
          w.fma(depth, FloatVector.fromArray(F, state, i + DEPTH)).intoArray(state, i + DEPTH);
          dy = Lanes.ONE.add(dy);
        }
      }
    }
  }
}
