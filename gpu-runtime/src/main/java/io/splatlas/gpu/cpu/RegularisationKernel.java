package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import jdk.incubator.vector.FloatVector;

/** The terms of the loss that only depend on the Gaussians: mean opacity and mean scale. */
final class RegularisationKernel {
  private RegularisationKernel() {}

  /** Fills {@link Block#OPACITY} and the three rows of {@link Block#SCALE}. */
  static void values(float[][] planes, int start, float[] b) {
    VectorMath.sigmoid(
        planes[GaussianLayout.OPACITY], start, b, Block.row(Block.OPACITY), Block.SIZE);
    for (int a = 0; a < 3; a++) {
      VectorMath.exp(
          planes[GaussianLayout.SCALE + a], start, b, Block.row(Block.SCALE + a), Block.SIZE);
    }
  }

  /** Adds the gradients of weighted sums of opacity and scale; {@link #values} are there. */
  static void gradients(float[] b, float opacityWeight, float scaleWeight) {
    int logit = Block.row(Block.GRADIENT + GaussianLayout.OPACITY);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector o = FloatVector.fromArray(F, b, Block.row(Block.OPACITY) + i);
      FloatVector slope = o.sub(o.mul(o)).mul(opacityWeight);
      slope.add(FloatVector.fromArray(F, b, logit + i)).intoArray(b, logit + i);
    }
    for (int a = 0; a < 3; a++) {
      int scale = Block.row(Block.SCALE + a);
      int logScale = Block.row(Block.GRADIENT + GaussianLayout.SCALE + a);
      for (int i = 0; i < Block.SIZE; i += COUNT) {
        FloatVector.fromArray(F, b, scale + i)
            .mul(scaleWeight)
            .add(FloatVector.fromArray(F, b, logScale + i))
            .intoArray(b, logScale + i);
      }
    }
  }
}
