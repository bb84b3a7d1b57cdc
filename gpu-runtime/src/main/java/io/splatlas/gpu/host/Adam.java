package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.TrainingOptions;

/**
 * Adam (Kingma and Ba 2015) per Gaussian: a step updates the Gaussians it saw and no other, and the
 * bias correction counts each Gaussian's own updates.
 */
public final class Adam {
  /** Decay of the first moment. */
  public static final float BETA1 = 0.9f;

  /** Decay of the second moment. */
  public static final float BETA2 = 0.999f;

  /** Added to the root of the second moment; as small as gradients of a mean over pixels are. */
  public static final float EPSILON = 1e-15f;

  /** Larger gradients would overflow the second moment; they are treated as not finite. */
  public static final float LARGEST_GRADIENT = 1e18f;

  /** Beyond this many updates the corrections are 1 in float. */
  private static final int TABLE = 20_000;

  private static final float[] FIRST = corrections(0.9);
  private static final float[] SECOND = corrections(0.999);

  private Adam() {}

  /** 1 / (1 - BETA1^step), step from 1. */
  public static float firstCorrection(int step) {
    return step < TABLE ? FIRST[step] : 1f;
  }

  /** 1 / (1 - BETA2^step), step from 1. */
  public static float secondCorrection(int step) {
    return step < TABLE ? SECOND[step] : 1f;
  }

  /** The learning rate of every optimised plane. */
  public static float[] rates(GaussianLayout layout, TrainingOptions options) {
    float[] rates = new float[layout.featureOffset()];
    for (int p = 0; p < rates.length; p++) {
      rates[p] =
          p < GaussianLayout.ROTATION
              ? options.positionRate()
              : p < GaussianLayout.SCALE
                  ? options.rotationRate()
                  : p < GaussianLayout.OPACITY
                      ? options.scaleRate()
                      : p < GaussianLayout.SH_DC
                          ? options.opacityRate()
                          : p < GaussianLayout.SH_REST ? options.shDcRate() : options.shRestRate();
    }
    return rates;
  }

  /**
   * Updates one Gaussian. A gradient that is not finite (or beyond {@link #LARGEST_GRADIENT})
   * leaves it as it is.
   *
   * @param rates from {@link #rates}
   * @param gradient dL/d plane, {@code layout.featureOffset()} values
   * @return whether it was updated
   */
  public static boolean update(HostGaussianSet set, int i, float[] rates, double[] gradient) {
    for (int p = 0; p < rates.length; p++) {
      if (!(Math.abs(gradient[p]) <= LARGEST_GRADIENT)) {
        return false;
      }
    }
    TrainingState state = set.training();
    int step = ++state.steps()[i];
    float first = firstCorrection(step);
    float second = secondCorrection(step);
    for (int p = 0; p < rates.length; p++) {
      float g = (float) gradient[p];
      float m = BETA1 * state.firstMoments()[p][i] + (1 - BETA1) * g;
      float v = BETA2 * state.secondMoments()[p][i] + (1 - BETA2) * g * g;
      state.firstMoments()[p][i] = m;
      state.secondMoments()[p][i] = v;
      set.planes()[p][i] -= rates[p] * (m * first) / ((float) Math.sqrt(v * second) + EPSILON);
    }
    return true;
  }

  private static float[] corrections(double beta) {
    float[] table = new float[TABLE];
    for (int step = 1; step < TABLE; step++) {
      table[step] = (float) (1 / (1 - Math.pow(beta, step)));
    }
    return table;
  }
}
