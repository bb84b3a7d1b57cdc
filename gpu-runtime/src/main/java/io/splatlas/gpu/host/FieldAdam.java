package io.splatlas.gpu.host;

/**
 * Adam over semantic channels: Gaussians into which something was lifted and that this step says
 * anything of; each counts its own updates.
 */
public final class FieldAdam {
  private FieldAdam() {}

  /** Updates all Gaussians of a set from its field's gradient. */
  public static void update(HostGaussianSet set, float rate) {
    float[] weights = set.lifting().weights();
    for (int i = 0; i < set.count(); i++) {
      if (weights[i] > 0 && moves(set.field(), i)) {
        update(set, i, rate);
      }
    }
  }

  private static boolean moves(FieldState state, int i) {
    boolean some = false;
    for (float[] gradient : state.gradient()) {
      if (!(Math.abs(gradient[i]) <= Adam.LARGEST_GRADIENT)) {
        return false;
      }
      some |= gradient[i] != 0;
    }
    return some;
  }

  private static void update(HostGaussianSet set, int i, float rate) {
    FieldState state = set.field();
    int step = ++state.steps()[i];
    float first = Adam.firstCorrection(step);
    float second = Adam.secondCorrection(step);
    for (int d = 0; d < state.gradient().length; d++) {
      float g = state.gradient()[d][i];
      float m = Adam.BETA1 * state.firstMoments()[d][i] + (1 - Adam.BETA1) * g;
      float v = Adam.BETA2 * state.secondMoments()[d][i] + (1 - Adam.BETA2) * g * g;
      state.firstMoments()[d][i] = m;
      state.secondMoments()[d][i] = v;
      set.planes()[set.layout().featureOffset() + d][i] -=
          rate * (m * first) / ((float) Math.sqrt(v * second) + Adam.EPSILON);
    }
  }
}
