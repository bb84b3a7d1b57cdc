package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;
import static io.splatlas.gpu.cpu.VectorMath.splat;

import io.splatlas.gpu.GaussianLayout;
import jdk.incubator.vector.FloatVector;

/** The terms of the loss that only depend on the Gaussians: mean opacity and mean scale. */
final class RegularisationKernel {
  private RegularisationKernel() {}

  /** First row: opacities; second row: sums of the three scales, metres. */
  static void values(float[][] planes, int start, float[] b) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      VectorMath.sigmoid(FloatVector.fromArray(F, planes[GaussianLayout.OPACITY], start + i))
          .intoArray(b, i);
      scale(planes, 0, start + i)
          .add(scale(planes, 1, start + i))
          .add(scale(planes, 2, start + i))
          .intoArray(b, Block.SIZE + i);
    }
  }

  /** Adds their gradients. */
  static void gradients(
      float[][] planes, int start, float[] b, float opacityWeight, float scaleWeight) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector o =
          VectorMath.sigmoid(FloatVector.fromArray(F, planes[GaussianLayout.OPACITY], start + i));
      add(b, GaussianLayout.OPACITY, i, o.mul(splat(1f).sub(o)).mul(opacityWeight));
      for (int a = 0; a < 3; a++) {
        add(b, GaussianLayout.SCALE + a, i, scale(planes, a, start + i).mul(scaleWeight));
      }
    }
  }

  private static FloatVector scale(float[][] planes, int axis, int at) {
    return VectorMath.exp(FloatVector.fromArray(F, planes[GaussianLayout.SCALE + axis], at));
  }

  private static void add(float[] b, int plane, int i, FloatVector gradient) {
    int at = Block.row(Block.GRADIENT + plane) + i;
    FloatVector.fromArray(F, b, at).add(gradient).intoArray(b, at);
  }
}
