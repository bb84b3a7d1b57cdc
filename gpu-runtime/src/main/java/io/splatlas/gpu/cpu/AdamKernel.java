package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.host.Adam;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Adam over a block, one plane after another; the variant is that of {@link Adam}: only Gaussians
 * that this step saw move, and each counts its own updates.
 */
final class AdamKernel {
  private AdamKernel() {}

  /**
   * Clears {@link Block#VISIBLE} where a gradient is not finite.
   *
   * @param planes how many planes have gradients
   */
  static void keepFinite(float[] b, int planes) {
    int visible = Block.row(Block.VISIBLE);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector largest = FloatVector.zero(F);
      for (int p = 0; p < planes; p++) {
        largest = FloatVector.fromArray(F, b, Block.row(Block.GRADIENT + p) + i).abs().max(largest);
      }
      VectorMask<Float> sound = largest.compare(VectorOperators.LE, Adam.LARGEST_GRADIENT);
      FloatVector.zero(F)
          .blend(FloatVector.fromArray(F, b, visible + i), sound)
          .intoArray(b, visible + i);
    }
  }

  /** Values of a row of the chunk's scratch. */
  static final int ROW = SplatScene.CHUNK;

  /** Rows of the chunk's scratch: who moves, the two corrections, then a gradient per plane. */
  static final int MOVES = 0;

  private static final int FIRST_CORRECTION = 1;
  private static final int SECOND_CORRECTION = 2;
  private static final int GRADIENT = 3;

  /** Floats of the chunk's scratch. */
  static int scratch(int planes) {
    return (GRADIENT + planes) * ROW;
  }

  /** Moves what Adam needs from a block into a chunk's scratch, where {@code at} is its place. */
  static void keep(float[] b, float[] chunk, int at, int planes) {
    System.arraycopy(b, Block.row(Block.VISIBLE), chunk, MOVES * ROW + at, Block.SIZE);
    System.arraycopy(
        b, Block.row(Block.CORRECTION), chunk, FIRST_CORRECTION * ROW + at, Block.SIZE);
    System.arraycopy(
        b, Block.row(Block.CORRECTION + 1), chunk, SECOND_CORRECTION * ROW + at, Block.SIZE);
    for (int p = 0; p < planes; p++) {
      System.arraycopy(
          b, Block.row(Block.GRADIENT + p), chunk, (GRADIENT + p) * ROW + at, Block.SIZE);
    }
  }

  /**
   * Updates one plane of a chunk. Done for a whole chunk at a time because a plane's values,
   * moments and gradients are then read in runs long enough for the prefetcher.
   *
   * @param n Gaussians, rounded up to whole blocks
   */
  static void update(
      float[] chunk,
      int n,
      int planeNumber,
      float[] plane,
      float[] first,
      float[] second,
      int start,
      float rate) {
    int gradient = (GRADIENT + planeNumber) * ROW;
    for (int i = 0; i < n; i += COUNT) {
      VectorMask<Float> moves =
          FloatVector.fromArray(F, chunk, MOVES * ROW + i).compare(VectorOperators.GT, 0f);
      if (!moves.anyTrue()) {
        continue;
      }
      FloatVector g = FloatVector.fromArray(F, chunk, gradient + i);
      FloatVector m = FloatVector.fromArray(F, first, start + i);
      FloatVector v = FloatVector.fromArray(F, second, start + i);
      FloatVector value = FloatVector.fromArray(F, plane, start + i);
      FloatVector newM = m.mul(Adam.BETA1).add(g.mul(1 - Adam.BETA1));
      FloatVector newV = v.mul(Adam.BETA2).add(g.mul(g).mul(1 - Adam.BETA2));
      FloatVector root =
          newV.mul(FloatVector.fromArray(F, chunk, SECOND_CORRECTION * ROW + i))
              .lanewise(VectorOperators.SQRT)
              .add(Adam.EPSILON);
      FloatVector step =
          newM.mul(FloatVector.fromArray(F, chunk, FIRST_CORRECTION * ROW + i)).mul(rate).div(root);
      m.blend(newM, moves).intoArray(first, start + i);
      v.blend(newV, moves).intoArray(second, start + i);
      value.blend(value.sub(step), moves).intoArray(plane, start + i);
    }
  }
}
