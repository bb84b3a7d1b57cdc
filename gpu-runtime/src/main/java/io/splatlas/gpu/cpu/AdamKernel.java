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

  /** Updates one plane of the Gaussians from {@code start} on that {@link Block#VISIBLE} marks. */
  static void update(
      float[] b,
      int planeNumber,
      float[] plane,
      float[] first,
      float[] second,
      int start,
      float rate) {
    int gradient = Block.row(Block.GRADIENT + planeNumber);
    int correction = Block.row(Block.CORRECTION);
    int visible = Block.row(Block.VISIBLE);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      VectorMask<Float> moves =
          FloatVector.fromArray(F, b, visible + i).compare(VectorOperators.GT, 0f);
      FloatVector g = FloatVector.fromArray(F, b, gradient + i);
      FloatVector m = FloatVector.fromArray(F, first, start + i);
      FloatVector v = FloatVector.fromArray(F, second, start + i);
      FloatVector value = FloatVector.fromArray(F, plane, start + i);
      FloatVector newM = m.mul(Adam.BETA1).add(g.mul(1 - Adam.BETA1));
      FloatVector newV = v.mul(Adam.BETA2).add(g.mul(g).mul(1 - Adam.BETA2));
      FloatVector root =
          newV.mul(FloatVector.fromArray(F, b, correction + Block.SIZE + i))
              .lanewise(VectorOperators.SQRT)
              .add(FloatVector.broadcast(F, Adam.EPSILON));
      FloatVector step = newM.mul(FloatVector.fromArray(F, b, correction + i)).mul(rate).div(root);
      m.blend(newM, moves).intoArray(first, start + i);
      v.blend(newV, moves).intoArray(second, start + i);
      value.blend(value.sub(step), moves).intoArray(plane, start + i);
    }
  }
}
