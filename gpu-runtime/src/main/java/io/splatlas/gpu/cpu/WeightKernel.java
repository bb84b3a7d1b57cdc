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
 * The blend weights of one entry in its tile, for layers with so many channels that computing a
 * weight once and using it often pays. Planes of a tile here are {@link #PLANE} floats, row after
 * row of 16.
 */
final class WeightKernel {
  /** Floats of one plane of a tile. */
  static final int PLANE = Tiles.WIDTH * Tiles.HEIGHT;

  private WeightKernel() {}

  /** A tile that nothing has been blended into. */
  static void clear(float[] transmittance) {
    Arrays.fill(transmittance, 1f);
  }

  /** Writes the weights of rows {@code first..last} and takes their light away. */
  static void weights(
      float[] transmittance,
      float[] weights,
      float[] splats,
      int at,
      float left,
      float top,
      int first,
      int last) {
    for (int c = 0; c < Tiles.WIDTH; c += COUNT) {
      FloatVector dx = Lanes.RAMP.add(left + c + 0.5f - splats[at + SplatLayout.X]);
      FloatVector base =
          dx.mul(splats[at + SplatLayout.QXX])
              .fma(dx, FloatVector.broadcast(F, splats[at + SplatLayout.LOG2_OPACITY]));
      FloatVector cross = dx.mul(splats[at + SplatLayout.QXY]);
      FloatVector square = FloatVector.broadcast(F, splats[at + SplatLayout.QYY]);
      FloatVector dy = FloatVector.broadcast(F, top + first + 0.5f - splats[at + SplatLayout.Y]);
      for (int row = first; row <= last; row++) {
        int i = row * Tiles.WIDTH + c;
        FloatVector exponent = square.fma(dy, cross).fma(dy, base);
        FloatVector t = FloatVector.fromArray(F, transmittance, i);
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
        w.intoArray(weights, i);
        t.sub(w).intoArray(transmittance, i);
        dy = Lanes.ONE.add(dy);
      }
    }
  }

  /**
   * Whether a later entry can still be seen, looked up after every {@link ForwardKernel#BATCH}
   * entries only.
   *
   * @param before the answer so far: last row of the tile, with the first one shifted left by 8
   * @return the same for the rows still alive, negative when none is
   */
  static int alive(float[] transmittance, int entry, int before) {
    return entry % ForwardKernel.BATCH == ForwardKernel.BATCH - 1
        ? ForwardKernel.aliveRows(transmittance, Tiles.WIDTH, before)
        : before;
  }

  /** Adds {@code value} times the weights to a plane. */
  static void addScaled(
      float[] weights, float value, float[] planes, int plane, int first, int last) {
    FloatVector scale = FloatVector.broadcast(F, value);
    int to = (last + 1) * Tiles.WIDTH;
    for (int i = first * Tiles.WIDTH; i < to; i += COUNT) {
      FloatVector.fromArray(F, weights, i)
          .fma(scale, FloatVector.fromArray(F, planes, plane + i))
          .intoArray(planes, plane + i);
    }
  }

  /** Adds the weights to a plane. */
  static void add(float[] weights, float[] planes, int plane, int first, int last) {
    int to = (last + 1) * Tiles.WIDTH;
    for (int i = first * Tiles.WIDTH; i < to; i += COUNT) {
      FloatVector.fromArray(F, weights, i)
          .add(FloatVector.fromArray(F, planes, plane + i))
          .intoArray(planes, plane + i);
    }
  }
}
