package io.splatlas.actors.cluster;

import java.util.Arrays;

/**
 * The strongest principal components of semantic vectors, each divided by the standard deviation of
 * the strongest: by orthogonal iteration on the covariance, from a fixed start, so that it is
 * deterministic.
 */
final class PrincipalComponents {
  private static final int COMPONENTS = 6;
  private static final int ITERATIONS = 60;
  private static final double NOTHING = 1e-12;

  private final float[][] planes;
  private final int[] rows;

  /**
   * @param planes one array a channel
   * @param rows which vectors count
   */
  PrincipalComponents(float[][] planes, int[] rows) {
    this.planes = planes;
    this.rows = rows;
  }

  /**
   * Up to six components, one array each, in the order of the rows; none where all vectors are
   * equal.
   */
  float[][] project() {
    int d = planes.length;
    double[] mean = new double[d];
    for (int c = 0; c < d; c++) {
      for (int row : rows) {
        mean[c] += planes[c][row];
      }
      mean[c] /= Math.max(1, rows.length);
    }
    double[][] covariance = covariance(mean);
    double[][] basis = strongest(covariance, Math.min(COMPONENTS, d));
    double scale = Math.sqrt(variance(covariance, basis[0]));
    if (!(scale > NOTHING)) {
      return new float[0][];
    }
    float[][] projected = new float[basis.length][rows.length];
    for (int b = 0; b < basis.length; b++) {
      for (int i = 0; i < rows.length; i++) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
          sum += basis[b][c] * (planes[c][rows[i]] - mean[c]);
        }
        projected[b][i] = (float) (sum / scale);
      }
    }
    return projected;
  }

  private double[][] covariance(double[] mean) {
    int d = planes.length;
    double[][] covariance = new double[d][d];
    for (int a = 0; a < d; a++) {
      for (int b = a; b < d; b++) {
        double sum = 0;
        for (int row : rows) {
          sum += (planes[a][row] - mean[a]) * (planes[b][row] - mean[b]);
        }
        covariance[a][b] = sum / Math.max(1, rows.length);
        covariance[b][a] = covariance[a][b];
      }
    }
    return covariance;
  }

  private static double[][] strongest(double[][] covariance, int count) {
    int d = covariance.length;
    double[][] basis = new double[count][d];
    for (int b = 0; b < count; b++) {
      Arrays.fill(basis[b], 0.01);
      basis[b][b] = 1;
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int b = 0; b < count; b++) {
        basis[b] = times(covariance, basis[b]);
      }
      orthonormalise(basis);
    }
    return basis;
  }

  private static void orthonormalise(double[][] basis) {
    for (int b = 0; b < basis.length; b++) {
      for (int before = 0; before < b; before++) {
        double dot = dot(basis[b], basis[before]);
        for (int c = 0; c < basis[b].length; c++) {
          basis[b][c] -= dot * basis[before][c];
        }
      }
      double length = Math.sqrt(dot(basis[b], basis[b]));
      for (int c = 0; c < basis[b].length; c++) {
        basis[b][c] = length > NOTHING ? basis[b][c] / length : 0;
      }
    }
  }

  private static double variance(double[][] covariance, double[] direction) {
    return dot(direction, times(covariance, direction));
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] out = new double[vector.length];
    for (int r = 0; r < out.length; r++) {
      out[r] = dot(matrix[r], vector);
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
