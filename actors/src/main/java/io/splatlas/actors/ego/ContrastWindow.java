package io.splatlas.actors.ego;

/** A window of 9 x 9 pixels with its mean and its contrast taken out. */
final class ContrastWindow {
  static final int RADIUS = 4;

  private static final int PIXELS = (2 * RADIUS + 1) * (2 * RADIUS + 1);

  /** Standard deviation of luma, 0..255, below which it looks like any other. */
  private static final double LEAST_CONTRAST = 2;

  private final float[] values = new float[PIXELS];

  /** Takes the window around an image position; false when it is not inside or without contrast. */
  boolean take(SmallView view, double u, double v) {
    if (!view.contains(u, v, RADIUS)) {
      return false;
    }
    view.window(u, v, RADIUS, values);
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / PIXELS;
    double deviation = Math.sqrt(Math.max(0, squares / PIXELS - mean * mean));
    if (deviation < LEAST_CONTRAST) {
      return false;
    }
    for (int i = 0; i < PIXELS; i++) {
      values[i] = (float) ((values[i] - mean) / deviation);
    }
    return true;
  }

  /** Of two windows that were taken, -1..1. */
  double correlation(ContrastWindow other) {
    double sum = 0;
    for (int i = 0; i < PIXELS; i++) {
      sum += values[i] * other.values[i];
    }
    return sum / PIXELS;
  }
}
