package io.splatlas.gpu.host;

/**
 * Opacity and size of N Gaussians in one place that render like one (Kheradmand et al. 2024,
 * equation 9).
 */
final class RelocationFormula {
  private RelocationFormula() {}

  /** Opacity of each of N copies: 1 - (1 - o)^(1/N). */
  static double opacity(double opacity, int copies) {
    return -Math.expm1(Math.log1p(-opacity) / copies);
  }

  /**
   * Factor on every scale: o / sum_{i=1..N} sum_{k=0..i-1} C(i-1, k) (-1)^k share^(k+1) /
   * sqrt(k+1). The inner sums over i are added first: sum_{i=k+1..N} C(i-1, k) = C(N, k+1).
   *
   * @param share opacity of a copy, from {@link #opacity}
   */
  static double scale(double opacity, double share, int copies) {
    double sum = 0;
    double term = 1;
    for (int j = 1; j <= copies; j++) {
      term *= share * (copies - j + 1) / j; // C(N, j) share^j
      sum += (j % 2 == 1 ? term : -term) / Math.sqrt(j);
    }
    return opacity / sum;
  }
}
