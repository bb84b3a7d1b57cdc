package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.host.Adam;
import io.splatlas.gpu.host.FieldState;
import io.splatlas.gpu.host.HostGaussianSet;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link io.splatlas.gpu.host.FieldAdam} on vectors, a chunk of Gaussians at a time. */
final class FieldAdamKernel {
  private static final int CHUNK = SplatScene.CHUNK;

  /** Floats of a worker's scratch: who moves, and the two corrections. */
  static final int SCRATCH = 3 * CHUNK;

  private FieldAdamKernel() {}

  /** Updates one chunk of a set. */
  static void update(HostGaussianSet set, int chunk, float rate, float[] scratch) {
    int from = chunk * CHUNK;
    int n = Math.min(CHUNK, set.count() - from);
    FieldState state = set.field();
    moves(set, from, n, scratch);
    for (int i = 0; i < n; i++) {
      if (scratch[i] > 0) {
        int step = ++state.steps()[from + i];
        scratch[CHUNK + i] = Adam.firstCorrection(step);
        scratch[2 * CHUNK + i] = Adam.secondCorrection(step);
      }
    }
    for (int d = 0; d < state.gradient().length; d++) {
      update(
          state.gradient()[d],
          state.firstMoments()[d],
          state.secondMoments()[d],
          set.planes()[set.layout().featureOffset() + d],
          from,
          n,
          rate,
          scratch);
    }
  }

  /** 1 for Gaussians with lifted weight and a finite gradient that is not zero. */
  private static void moves(HostGaussianSet set, int from, int n, float[] scratch) {
    float[][] gradient = set.field().gradient();
    for (int i = 0; i < n; i += COUNT) {
      FloatVector largest = FloatVector.zero(F);
      for (float[] plane : gradient) {
        largest = FloatVector.fromArray(F, plane, from + i).abs().max(largest);
      }
      VectorMask<Float> moving =
          Lanes.ZERO
              .add(largest)
              .compare(VectorOperators.LE, Adam.LARGEST_GRADIENT)
              .and(Lanes.ZERO.add(largest).compare(VectorOperators.GT, 0f))
              .and(
                  FloatVector.fromArray(F, set.lifting().weights(), from + i)
                      .compare(VectorOperators.GT, 0f));
      Lanes.ZERO.blend(Lanes.ONE, moving).intoArray(scratch, i);
    }
  }

  private static void update(
      float[] gradient,
      float[] first,
      float[] second,
      float[] plane,
      int from,
      int n,
      float rate,
      float[] scratch) {
    for (int i = 0; i < n; i += COUNT) {
      VectorMask<Float> moving =
          FloatVector.fromArray(F, scratch, i).compare(VectorOperators.GT, 0f);
      if (!moving.anyTrue()) {
        continue;
      }
      FloatVector g = FloatVector.fromArray(F, gradient, from + i);
      FloatVector m = FloatVector.fromArray(F, first, from + i);
      FloatVector v = FloatVector.fromArray(F, second, from + i);
      FloatVector value = FloatVector.fromArray(F, plane, from + i);
      FloatVector newM = m.mul(Adam.BETA1).add(g.mul(1 - Adam.BETA1));
      FloatVector newV = v.mul(Adam.BETA2).add(g.mul(g).mul(1 - Adam.BETA2));
      FloatVector root =
          newV.mul(FloatVector.fromArray(F, scratch, 2 * CHUNK + i))
              .lanewise(VectorOperators.SQRT)
              .add(Adam.EPSILON);
      FloatVector step = newM.mul(FloatVector.fromArray(F, scratch, CHUNK + i)).mul(rate).div(root);
      m.blend(newM, moving).intoArray(first, from + i);
      v.blend(newV, moving).intoArray(second, from + i);
      value.blend(value.sub(step), moving).intoArray(plane, from + i);
    }
  }
}
