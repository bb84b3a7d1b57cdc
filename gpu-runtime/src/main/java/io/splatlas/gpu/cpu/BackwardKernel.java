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
 * The derivative of {@link ForwardKernel}, also front to back, so that the same transmittances come
 * out bit for bit and nothing needs to be stored per entry. With g the gradient of the loss at a
 * pixel, f_i what Gaussian i shows there (colour, depth, 1 for alpha) and R_i = g.(final value) -
 * sum_{j &le; i} w_j g.f_j what is still to come behind i,
 *
 * <pre>dL/dalpha_i = T_i g.f_i - R_i / (1 - alpha_i).</pre>
 *
 * An entry gathers moments of d = alpha dL/dalpha over its rows in registers, lane by lane, and
 * only then sums lanes and writes its slot.
 */
final class BackwardKernel {
  static final int TRANSMITTANCE = 0;

  /** g.(final value), then what remains of it. */
  static final int REMAINING = 16;

  static final int GRAD_RED = 32;
  static final int GRAD_GREEN = 48;
  static final int GRAD_BLUE = 64;
  static final int GRAD_DEPTH = 80;
  static final int GRAD_ALPHA = 96;

  /** Floats per row of a tile. */
  static final int ROW = 112;

  static final int STATE = ROW * Tiles.HEIGHT;

  /** Floats of a slot: sums of d, d dx, d dy, d dx^2, d dx dy, d dy^2, w times the gradients. */
  static final int SLOT = 12;

  static final int SLOT_D = 0;
  static final int SLOT_DX = 1;
  static final int SLOT_DY = 2;
  static final int SLOT_DXX = 3;
  static final int SLOT_DXY = 4;
  static final int SLOT_DYY = 5;
  static final int SLOT_RED = 6;
  static final int SLOT_GREEN = 7;
  static final int SLOT_BLUE = 8;
  static final int SLOT_DEPTH = 9;

  private static final int SUMS = 10;

  /** Floats of the scratch in which the lanes of a batch of entries are summed. */
  static final int SCRATCH = ForwardKernel.BATCH * SUMS * 16;

  private BackwardKernel() {}

  /**
   * Writes the slots of entries {@code from..to-1}; those at and after {@code end} were not needed
   * by any pixel and get zeros.
   *
   * @param state gradients and remaining values are filled in, transmittance is set here
   * @param slots {@link #SLOT} floats per slot
   */
  static void tile(
      float[] state,
      float[] scratch,
      float[] stage,
      int tileRows,
      float[] splats,
      long[] entries,
      int from,
      int end,
      int to,
      float left,
      float top,
      boolean depth,
      float[] slots) {
    for (int row = 0; row < tileRows; row++) {
      Arrays.fill(state, row * ROW, row * ROW + 16, 1f);
    }
    int alive = tileRows - 1;
    int at = from;
    while (at < end) {
      int next = Math.min(end, at + ForwardKernel.BATCH);
      ForwardKernel.stage(splats, entries, at, next, stage);
      if (depth) {
        gatherWithDepth(
            state, scratch, stage, entries, at, next, left, top, alive >>> 8, alive & 255, slots);
      } else {
        gather(
            state, scratch, stage, entries, at, next, left, top, alive >>> 8, alive & 255, slots);
      }
      at = next;
      if (at < end) {
        alive = ForwardKernel.aliveRows(state, ROW, alive);
      }
    }
    for (int e = end; e < to; e++) {
      int slot = TileEntries.slot(entries[e]) * SLOT;
      Arrays.fill(slots, slot, slot + SLOT, 0f);
    }
  }

  private static void gather(
      float[] state,
      float[] scratch,
      float[] splats,
      long[] entries,
      int from,
      int to,
      float left,
      float top,
      int firstAlive,
      int lastAlive,
      float[] slots) {
    for (int e = from; e < to; e++) {
      long entry = entries[e];
      int at = (e - from) * SplatLayout.STRIDE;
      int first = Math.max(TileEntries.firstRow(entry), firstAlive);
      int last = Math.min(TileEntries.lastRow(entry), lastAlive);
      int sums = (e - from) * SUMS * 16;
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        rows(state, scratch, sums, splats, at, c, left, top, first, last);
      }
    }
    sumLanes(scratch, entries, from, to, slots);
  }

  private static void rows(
      float[] state,
      float[] scratch,
      int sums,
      float[] splats,
      int at,
      int c,
      float left,
      float top,
      int first,
      int last) {
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
    FloatVector d0 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    FloatVector d2 = FloatVector.zero(F);
    FloatVector sumRed = FloatVector.zero(F);
    FloatVector sumGreen = FloatVector.zero(F);
    FloatVector sumBlue = FloatVector.zero(F);
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
          f.fma(E5, E4).fma(f, FloatVector.broadcast(F, E3)).fma(f, FloatVector.broadcast(F, E2));
      p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
      FloatVector power =
          p.reinterpretAsInts()
              .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
              .reinterpretAsFloats();
      FloatVector alpha = Lanes.ZERO.blend(power.min(SplatLayout.MAX_ALPHA), counts);
      FloatVector w = alpha.mul(t);
      FloatVector gradRed = FloatVector.fromArray(F, state, i + GRAD_RED);
      FloatVector gradGreen = FloatVector.fromArray(F, state, i + GRAD_GREEN);
      FloatVector gradBlue = FloatVector.fromArray(F, state, i + GRAD_BLUE);
      FloatVector shown = gradBlue.fma(blue, gradGreen.fma(green, gradRed.mul(red)));
      FloatVector remaining = FloatVector.fromArray(F, state, i + REMAINING).sub(w.mul(shown));
      t.sub(w).intoArray(state, i);
      remaining.intoArray(state, i + REMAINING);
      sumRed = w.fma(gradRed, sumRed);
      sumGreen = w.fma(gradGreen, sumGreen);
      sumBlue = w.fma(gradBlue, sumBlue);
      // d = alpha dL/dalpha; a clamped alpha does not move.
      VectorMask<Float> free = alpha.compare(VectorOperators.LT, SplatLayout.MAX_ALPHA);
      FloatVector lost = alpha.mul(remaining).div(Lanes.ONE.sub(alpha));
      FloatVector d = Lanes.ZERO.blend(w.mul(shown).sub(lost), free);
      FloatVector ddy = d.mul(dy);
      d0 = d.add(d0);
      d1 = ddy.add(d1);
      d2 = ddy.fma(dy, d2);
      dy = Lanes.ONE.add(dy);
    }
    // dx does not change from row to row, so the moments in x are taken once.
    FloatVector d0x = dx.mul(d0);
    Lanes.ZERO.add(d0).intoArray(scratch, sums + SLOT_D * 16 + c);
    d0x.intoArray(scratch, sums + SLOT_DX * 16 + c);
    Lanes.ZERO.add(d1).intoArray(scratch, sums + SLOT_DY * 16 + c);
    d0x.mul(dx).intoArray(scratch, sums + SLOT_DXX * 16 + c);
    dx.mul(d1).intoArray(scratch, sums + SLOT_DXY * 16 + c);
    Lanes.ZERO.add(d2).intoArray(scratch, sums + SLOT_DYY * 16 + c);
    Lanes.ZERO.add(sumRed).intoArray(scratch, sums + SLOT_RED * 16 + c);
    Lanes.ZERO.add(sumGreen).intoArray(scratch, sums + SLOT_GREEN * 16 + c);
    Lanes.ZERO.add(sumBlue).intoArray(scratch, sums + SLOT_BLUE * 16 + c);
    Lanes.ZERO.intoArray(scratch, sums + SLOT_DEPTH * 16 + c);
  }

  private static void gatherWithDepth(
      float[] state,
      float[] scratch,
      float[] splats,
      long[] entries,
      int from,
      int to,
      float left,
      float top,
      int firstAlive,
      int lastAlive,
      float[] slots) {
    for (int e = from; e < to; e++) {
      long entry = entries[e];
      int at = (e - from) * SplatLayout.STRIDE;
      int first = Math.max(TileEntries.firstRow(entry), firstAlive);
      int last = Math.min(TileEntries.lastRow(entry), lastAlive);
      int sums = (e - from) * SUMS * 16;
      for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
        rowsWithDepth(state, scratch, sums, splats, at, c, left, top, first, last);
      }
    }
    sumLanes(scratch, entries, from, to, slots);
  }

  private static void rowsWithDepth(
      float[] state,
      float[] scratch,
      int sums,
      float[] splats,
      int at,
      int c,
      float left,
      float top,
      int first,
      int last) {
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
    FloatVector d0 = FloatVector.zero(F);
    FloatVector d1 = FloatVector.zero(F);
    FloatVector d2 = FloatVector.zero(F);
    FloatVector sumRed = FloatVector.zero(F);
    FloatVector sumGreen = FloatVector.zero(F);
    FloatVector sumBlue = FloatVector.zero(F);
    FloatVector sumDepth = FloatVector.zero(F);
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
          f.fma(E5, E4).fma(f, FloatVector.broadcast(F, E3)).fma(f, FloatVector.broadcast(F, E2));
      p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
      FloatVector power =
          p.reinterpretAsInts()
              .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
              .reinterpretAsFloats();
      FloatVector alpha = Lanes.ZERO.blend(power.min(SplatLayout.MAX_ALPHA), counts);
      FloatVector w = alpha.mul(t);
      FloatVector gradRed = FloatVector.fromArray(F, state, i + GRAD_RED);
      FloatVector gradGreen = FloatVector.fromArray(F, state, i + GRAD_GREEN);
      FloatVector gradBlue = FloatVector.fromArray(F, state, i + GRAD_BLUE);
      FloatVector shown = gradBlue.fma(blue, gradGreen.fma(green, gradRed.mul(red)));
      FloatVector gradDepth = FloatVector.fromArray(F, state, i + GRAD_DEPTH);
      shown = gradDepth.fma(depth, shown.add(FloatVector.fromArray(F, state, i + GRAD_ALPHA)));
      FloatVector remaining = FloatVector.fromArray(F, state, i + REMAINING).sub(w.mul(shown));
      t.sub(w).intoArray(state, i);
      remaining.intoArray(state, i + REMAINING);
      sumRed = w.fma(gradRed, sumRed);
      sumGreen = w.fma(gradGreen, sumGreen);
      sumBlue = w.fma(gradBlue, sumBlue);
      sumDepth = w.fma(gradDepth, sumDepth);
      // d = alpha dL/dalpha; a clamped alpha does not move.
      VectorMask<Float> free = alpha.compare(VectorOperators.LT, SplatLayout.MAX_ALPHA);
      FloatVector lost = alpha.mul(remaining).div(Lanes.ONE.sub(alpha));
      FloatVector d = Lanes.ZERO.blend(w.mul(shown).sub(lost), free);
      FloatVector ddy = d.mul(dy);
      d0 = d.add(d0);
      d1 = ddy.add(d1);
      d2 = ddy.fma(dy, d2);
      dy = Lanes.ONE.add(dy);
    }
    // dx does not change from row to row, so the moments in x are taken once.
    FloatVector d0x = dx.mul(d0);
    Lanes.ZERO.add(d0).intoArray(scratch, sums + SLOT_D * 16 + c);
    d0x.intoArray(scratch, sums + SLOT_DX * 16 + c);
    Lanes.ZERO.add(d1).intoArray(scratch, sums + SLOT_DY * 16 + c);
    d0x.mul(dx).intoArray(scratch, sums + SLOT_DXX * 16 + c);
    dx.mul(d1).intoArray(scratch, sums + SLOT_DXY * 16 + c);
    Lanes.ZERO.add(d2).intoArray(scratch, sums + SLOT_DYY * 16 + c);
    Lanes.ZERO.add(sumRed).intoArray(scratch, sums + SLOT_RED * 16 + c);
    Lanes.ZERO.add(sumGreen).intoArray(scratch, sums + SLOT_GREEN * 16 + c);
    Lanes.ZERO.add(sumBlue).intoArray(scratch, sums + SLOT_BLUE * 16 + c);
    Lanes.ZERO.add(sumDepth).intoArray(scratch, sums + SLOT_DEPTH * 16 + c);
  }

  /**
   * Sums the lanes of all entries of a batch into their slots, as a tree that is the same for every
   * vector width. Done for a batch at a time: one long loop that nothing waits for.
   */
  private static void sumLanes(float[] scratch, long[] entries, int from, int to, float[] slots) {
    LaneSums.quarter(scratch, (to - from) * SUMS);
    for (int e = from; e < to; e++) {
      int at = (e - from) * SUMS * 4;
      int slot = TileEntries.slot(entries[e]) * SLOT;
      for (int k = 0; k < SUMS; k++) {
        int i = at + 4 * k;
        slots[slot + k] = (scratch[i] + scratch[i + 2]) + (scratch[i + 1] + scratch[i + 3]);
      }
    }
  }
}
