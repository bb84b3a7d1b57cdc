package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
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

  /** Values of a row of the chunk's scratch. */
  static final int ROW = SplatScene.CHUNK;

  // Rows of the chunk's scratch.
  static final int MOVES = 0;
  private static final int FIRST_CORRECTION = 1;
  private static final int SECOND_CORRECTION = 2;
  private static final int COLOUR_SUM = 3;
  private static final int BASIS = 6;
  private static final int GEOMETRY = 22;

  /** Floats of the chunk's scratch. */
  static final int SCRATCH = (GEOMETRY + GaussianLayout.SH_DC) * ROW;

  /**
   * Clears {@link Block#VISIBLE} where a gradient is not finite. The gradients of SH are colour
   * sums times numbers below 3, so they are as finite as the sums.
   */
  static void keepFinite(float[] b) {
    int visible = Block.row(Block.VISIBLE);
    int colour = Block.row(Block.SUMS + BackwardKernel.SLOT_RED);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector largest = FloatVector.zero(F);
      for (int p = 0; p < GaussianLayout.SH_DC; p++) {
        largest = FloatVector.fromArray(F, b, Block.row(Block.GRADIENT + p) + i).abs().max(largest);
      }
      for (int c = 0; c < 3; c++) {
        largest = FloatVector.fromArray(F, b, colour + c * Block.SIZE + i).abs().max(largest);
      }
      VectorMask<Float> sound =
          Lanes.ZERO.add(largest).compare(VectorOperators.LE, Adam.LARGEST_GRADIENT);
      FloatVector.zero(F)
          .blend(FloatVector.fromArray(F, b, visible + i), sound)
          .intoArray(b, visible + i);
    }
  }

  /**
   * Moves what Adam needs from a block into a chunk's scratch, where {@code at} is its place.
   *
   * @param basis one row of {@link Block#SIZE} per basis function
   * @param functions how many
   */
  static void keep(float[] b, float[] basis, int functions, float[] chunk, int at) {
    copy(b, Block.VISIBLE, chunk, MOVES, at);
    copy(b, Block.CORRECTION, chunk, FIRST_CORRECTION, at);
    copy(b, Block.CORRECTION + 1, chunk, SECOND_CORRECTION, at);
    for (int c = 0; c < 3; c++) {
      copy(b, Block.SUMS + BackwardKernel.SLOT_RED + c, chunk, COLOUR_SUM + c, at);
    }
    for (int k = 0; k < functions; k++) {
      copy(basis, k, chunk, BASIS + k, at);
    }
    for (int p = 0; p < GaussianLayout.SH_DC; p++) {
      copy(b, Block.GRADIENT + p, chunk, GEOMETRY + p, at);
    }
  }

  private static void copy(float[] from, int row, float[] chunk, int to, int at) {
    System.arraycopy(from, Block.row(row), chunk, to * ROW + at, Block.SIZE);
  }

  /**
   * Updates one plane of geometry of a chunk. A whole chunk at a time because a plane's values and
   * moments are then read in runs long enough for the prefetcher.
   *
   * @param n Gaussians, rounded up to whole blocks
   */
  static void updateGeometry(
      float[] chunk,
      int n,
      int planeNumber,
      float[] plane,
      float[] first,
      float[] second,
      int start,
      float rate) {
    int gradient = (GEOMETRY + planeNumber) * ROW;
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

  /** Updates one plane of SH; its gradient is the basis function times the sum of its colour. */
  static void updateColour(
      float[] chunk,
      int n,
      int function,
      int channel,
      float[] plane,
      float[] first,
      float[] second,
      int start,
      float rate) {
    int basis = (BASIS + function) * ROW;
    int sum = (COLOUR_SUM + channel) * ROW;
    for (int i = 0; i < n; i += COUNT) {
      VectorMask<Float> moves =
          FloatVector.fromArray(F, chunk, MOVES * ROW + i).compare(VectorOperators.GT, 0f);
      if (!moves.anyTrue()) {
        continue;
      }
      FloatVector g =
          FloatVector.fromArray(F, chunk, basis + i).mul(FloatVector.fromArray(F, chunk, sum + i));
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
