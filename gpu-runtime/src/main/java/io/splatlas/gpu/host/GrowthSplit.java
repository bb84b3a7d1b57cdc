package io.splatlas.gpu.host;

/**
 * What one of the copies of a source becomes in a growth step.
 *
 * @param copies how many the source becomes, itself included
 * @param factor on every scale
 * @param logit of its opacity
 * @param offset along the source's longest axis, in units of the factor times its extent
 */
record GrowthSplit(int copies, double factor, double logit, double offset) {
  /**
   * Standard deviation of the copies' positions in units of the longest axis' extent. On random
   * scenes a step that more than doubles a set keeps 37.6 to 40.6 dB of its render; 0 would keep
   * 38.4 to 42.2, 0.5 would keep 34.6 to 37.3.
   */
  private static final double SPREAD = 0.3;

  /** What splitting adds to the log scale of the longest axis, besides the factor on all three. */
  static final double LONGEST_LOG_SCALE = 0.5 * Math.log1p(-SPREAD * SPREAD);

  private static final double MOST_OPACITY = 1 - 1e-6;

  /**
   * A copy of a source.
   *
   * @param sourceLogit of the source's opacity before
   * @param copies how many it becomes, at least 2
   * @param number of the copy: 0 is the source itself
   */
  static GrowthSplit of(float sourceLogit, int copies, int number) {
    double opacity = Math.min(1 / (1 + Math.exp(-sourceLogit)), MOST_OPACITY);
    double share = RelocationFormula.opacity(opacity, copies);
    return new GrowthSplit(
        copies,
        RelocationFormula.scale(opacity, share, copies),
        Math.log(share / (1 - share)),
        SPREAD * standardPlace(number, copies));
  }

  /** Equally spaced places with mean 0 and standard deviation 1. */
  private static double standardPlace(int number, int copies) {
    return (number - (copies - 1) / 2.0) * Math.sqrt(12.0 / ((double) copies * copies - 1));
  }
}
