package io.splatlas.gpu.cpu;

/**
 * A vector kernel and the plain loop that says what it computes, on the same input. Both start
 * afresh each time they run.
 */
interface KernelPair {
  /** Runs the plain loop. */
  void scalar();

  /** Runs the kernel. */
  void vector();

  /** The largest relative difference of the results of both, which must have run. */
  double difference();

  /** What {@link #difference} may be: float sums in another order, another exponential. */
  double tolerance();

  /** Runs both and fails when they disagree. */
  default void check() {
    scalar();
    vector();
    double difference = difference();
    if (!(difference <= tolerance())) {
      throw new AssertionError(
          getClass().getSimpleName() + ": scalar and vector differ by " + difference);
    }
  }

  /** Largest absolute difference over the largest absolute value. */
  static double largest(float[] a, float[] b, int size) {
    double difference = 0;
    double value = 1e-12;
    for (int i = 0; i < size; i++) {
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
      value = Math.max(value, Math.abs(a[i]));
      if (Float.isNaN(a[i]) || Float.isNaN(b[i])) {
        return Double.NaN;
      }
    }
    return difference / value;
  }
}
