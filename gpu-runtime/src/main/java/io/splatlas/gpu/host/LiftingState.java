package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;

/**
 * The running sums of closed-form lifting (METHOD section 8): per Gaussian {@code sum w T} for
 * every semantic channel and {@code sum w}.
 */
public final class LiftingState {
  private final float[][] featureSums;
  private float[] weights;

  LiftingState(GaussianLayout layout, int rows) {
    featureSums = new float[layout.features()][rows];
    weights = new float[rows];
  }

  /** Bytes a Gaussian takes here. */
  static long bytesPerRow(GaussianLayout layout) {
    return 4L * layout.features() + Float.BYTES;
  }

  /** {@code sum_p w_ip T_p}, one array per semantic channel. */
  public float[][] featureSums() {
    return featureSums;
  }

  /** {@code sum_p w_ip}, in pixels. */
  public float[] weights() {
    return weights;
  }

  void clear() {
    for (float[] plane : featureSums) {
      Arrays.fill(plane, 0);
    }
    Arrays.fill(weights, 0);
  }

  void resize(int rows) {
    for (int p = 0; p < featureSums.length; p++) {
      featureSums[p] = Arrays.copyOf(featureSums[p], rows);
    }
    weights = Arrays.copyOf(weights, rows);
  }
}
