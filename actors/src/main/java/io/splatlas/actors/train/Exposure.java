package io.splatlas.actors.train;

/**
 * How a photograph shows the scene's colours: photograph = gain * scene + bias, a channel each,
 * values of 0..1. Exposure and white balance are gains, also behind a camera's power-law curve; the
 * bias is what contrast and stray light add.
 *
 * @param gain red, green, blue, above 0
 * @param bias red, green, blue
 */
record Exposure(double[] gain, double[] bias) {
  /** The scene's own. */
  static final Exposure NONE = new Exposure(new double[] {1, 1, 1}, new double[3]);

  /** Limits of a gain: what is beyond them is another scene, not another exposure. */
  private static final double MOST_GAIN = 4;

  /** Colour error from which on a pixel counts less (Huber), 0..1. */
  private static final double ROBUST = 0.05;

  private static final int SWEEPS = 5;

  /**
   * Observations, as a share of those there are, that speak for gain 1 and bias 0: little enough to
   * leave what the image says, enough for a wall of one colour, which cannot tell gain from bias.
   */
  private static final double PRIOR = 0.002;

  /** The same for the bias, which is rare: a wall's brightness is told by the gain. */
  private static final double BIAS_PRIOR = 0.05;

  /** Value of a photograph, 0..1, whose scene has a value. */
  double shown(int channel, double value) {
    return gain[channel] * value + bias[channel];
  }

  /** Value of the scene that a photograph shows so, 0..1, within what can be stored. */
  double scene(int channel, double shown) {
    return Math.clamp((shown - bias[channel]) / gain[channel], 0.0, 1.0);
  }

  /** The largest difference of what two exposures make of dark and bright, 0..1. */
  double distance(Exposure other) {
    double most = 0;
    for (int c = 0; c < 3; c++) {
      most = Math.max(most, Math.abs(bias[c] - other.bias[c]));
      most = Math.max(most, Math.abs(shown(c, 1) - other.shown(c, 1)));
    }
    return most;
  }

  /**
   * Fits a photograph to the scene: least squares with Huber's weights.
   *
   * @param scene three channels of values, one after the other for each of n pixels
   * @param photograph the same pixels
   * @param count 3 n
   */
  static Exposure fit(float[] scene, float[] photograph, int count) {
    double[] gain = new double[3];
    double[] bias = new double[3];
    for (int c = 0; c < 3; c++) {
      gain[c] = 1;
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        fit(scene, photograph, count, c, gain, bias, sweep == 0);
      }
    }
    return new Exposure(gain, bias);
  }

  private static void fit(
      float[] scene,
      float[] photograph,
      int count,
      int channel,
      double[] gain,
      double[] bias,
      boolean first) {
    double n = 0;
    double s = 0;
    double p = 0;
    double ss = 0;
    double sp = 0;
    for (int i = channel; i < count; i += 3) {
      double error = Math.abs(gain[channel] * scene[i] + bias[channel] - photograph[i]);
      // All count alike at first: the exposure itself is no outlier.
      double weight = first ? 1 : ROBUST / Math.max(ROBUST, error);
      n += weight;
      s += weight * scene[i];
      p += weight * photograph[i];
      ss += weight * scene[i] * scene[i];
      sp += weight * scene[i] * photograph[i];
    }
    double gainPrior = PRIOR * n;
    double biasPrior = BIAS_PRIOR * n;
    double a = ss + gainPrior;
    double d = n + biasPrior;
    double determinant = a * d - s * s;
    if (n > 0 && determinant > 0) {
      double fitted = ((sp + gainPrior) * d - s * p) / determinant;
      gain[channel] = Math.clamp(fitted, 1 / MOST_GAIN, MOST_GAIN);
      bias[channel] = (p - gain[channel] * s) / d;
    }
  }
}
