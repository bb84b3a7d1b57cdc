package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;

/** What only refinement of the semantic field needs per Gaussian: a gradient and Adam's state. */
public final class FieldState {
  private final float[][] gradient;
  private final float[][] firstMoments;
  private final float[][] secondMoments;
  private final int[] steps;

  FieldState(GaussianLayout layout, int rows) {
    gradient = new float[layout.features()][rows];
    firstMoments = new float[layout.features()][rows];
    secondMoments = new float[layout.features()][rows];
    steps = new int[rows];
  }

  /** Bytes a Gaussian takes here. */
  static long bytesPerRow(GaussianLayout layout) {
    return 12L * layout.features() + Integer.BYTES;
  }

  /** dL/ds of the step under way, one array per semantic channel. */
  public float[][] gradient() {
    return gradient;
  }

  /** Adam's m, one array per semantic channel. */
  public float[][] firstMoments() {
    return firstMoments;
  }

  /** Adam's v, one array per semantic channel. */
  public float[][] secondMoments() {
    return secondMoments;
  }

  /** Adam updates each Gaussian has had. */
  public int[] steps() {
    return steps;
  }
}
