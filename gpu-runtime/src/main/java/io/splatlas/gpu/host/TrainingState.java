package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;

/**
 * What only training needs per Gaussian: Adam moments of the planes below {@link
 * GaussianLayout#featureOffset()}, its own Adam step count (a Gaussian is updated only in steps
 * that see it, and a relocated one starts afresh), statistics for growth and lineage.
 */
public final class TrainingState {
  private final float[][] firstMoments;
  private final float[][] secondMoments;
  private int[] steps;
  private float[] errorScores;
  private float[] seen;
  private final Lineage lineage;

  TrainingState(GaussianLayout layout, int rows) {
    firstMoments = new float[layout.featureOffset()][rows];
    secondMoments = new float[layout.featureOffset()][rows];
    steps = new int[rows];
    errorScores = new float[rows];
    seen = new float[rows];
    lineage = new Lineage(rows);
  }

  /** Bytes a Gaussian takes here. */
  static long bytesPerRow(GaussianLayout layout) {
    return 8L * layout.featureOffset() + Integer.BYTES + 2 * Float.BYTES + Lineage.BYTES_PER_ROW;
  }

  /** Adam's m, one array per optimised plane. */
  public float[][] firstMoments() {
    return firstMoments;
  }

  /** Adam's v, one array per optimised plane. */
  public float[][] secondMoments() {
    return secondMoments;
  }

  /** Adam updates each Gaussian has had. */
  public int[] steps() {
    return steps;
  }

  /**
   * Sum over steps since the last growth of |dL/d(mean on screen)|, in units of loss per half image
   * (the gradient in pixels times half the width and half the height).
   */
  public float[] errorScores() {
    return errorScores;
  }

  /** Steps since the last growth in which the Gaussian reached the image. */
  public float[] seen() {
    return seen;
  }

  Lineage lineage() {
    return lineage;
  }

  /** Forgets the optimiser state of one Gaussian. */
  void resetAdam(int i) {
    for (int p = 0; p < firstMoments.length; p++) {
      firstMoments[p][i] = 0;
      secondMoments[p][i] = 0;
    }
    steps[i] = 0;
  }

  void clearStatistics() {
    Arrays.fill(errorScores, 0);
    Arrays.fill(seen, 0);
  }

  void resize(int rows) {
    for (int p = 0; p < firstMoments.length; p++) {
      firstMoments[p] = Arrays.copyOf(firstMoments[p], rows);
      secondMoments[p] = Arrays.copyOf(secondMoments[p], rows);
    }
    steps = Arrays.copyOf(steps, rows);
    errorScores = Arrays.copyOf(errorScores, rows);
    seen = Arrays.copyOf(seen, rows);
    lineage.resize(rows);
  }
}
