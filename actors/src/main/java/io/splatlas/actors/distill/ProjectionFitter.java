package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Learns a projection from feature maps: the principal components of a sample of their cells, by
 * orthogonal iteration on the covariance (Golub and Van Loan, section 8.2.4). Deterministic.
 */
final class ProjectionFitter {
  /** Cells that are looked at; more change little and cost time. */
  private static final int SAMPLE = 3_000;

  private static final int ITERATIONS = 25;
  private static final long SEED = 16;

  private ProjectionFitter() {}

  /**
   * The projection that loses least of some maps.
   *
   * @param maps at least one, of equal channels
   * @param channels of the result, at most those of the maps
   */
  static FeatureProjection fit(List<FeatureMap> maps, int channels) {
    float[][] cells = sample(maps);
    int full = maps.getFirst().channels();
    float[] mean = centre(cells, full);
    double[][] covariance = covariance(cells, full);
    double[][] basis = start(channels, full);
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int row = 0; row < channels; row++) {
        basis[row] = times(covariance, basis[row]);
      }
      orthonormalise(basis);
    }
    float[][] rows = new float[channels][full];
    for (int row = 0; row < channels; row++) {
      for (int c = 0; c < full; c++) {
        rows[row][c] = (float) basis[row][c];
      }
    }
    return FeatureProjection.onto(mean, rows);
  }

  /** Every n-th cell of all maps. */
  private static float[][] sample(List<FeatureMap> maps) {
    int all = maps.stream().mapToInt(map -> map.width() * map.height()).sum();
    int step = Math.max(1, (all + SAMPLE - 1) / SAMPLE);
    float[][] cells = new float[(all + step - 1) / step][];
    int before = 0;
    int taken = 0;
    for (FeatureMap map : maps) {
      int count = map.width() * map.height();
      for (; taken * step < before + count; taken++) {
        cells[taken] = cell(map, taken * step - before, count);
      }
      before += count;
    }
    return cells;
  }

  private static float[] cell(FeatureMap map, int at, int count) {
    float[] values = new float[map.channels()];
    for (int c = 0; c < values.length; c++) {
      values[c] = map.values()[c * count + at];
    }
    return values;
  }

  /** Takes the mean out of the cells and answers it. */
  private static float[] centre(float[][] cells, int full) {
    float[] mean = new float[full];
    for (int c = 0; c < full; c++) {
      double sum = 0;
      for (float[] cell : cells) {
        sum += cell[c];
      }
      mean[c] = (float) (sum / cells.length);
      for (float[] cell : cells) {
        cell[c] -= mean[c];
      }
    }
    return mean;
  }

  private static double[][] covariance(float[][] cells, int full) {
    double[][] covariance = new double[full][full];
    for (float[] cell : cells) {
      for (int i = 0; i < full; i++) {
        double value = cell[i];
        double[] row = covariance[i];
        for (int j = i; j < full; j++) {
          row[j] += value * cell[j];
        }
      }
    }
    for (int i = 0; i < full; i++) {
      for (int j = 0; j < i; j++) {
        covariance[i][j] = covariance[j][i];
      }
    }
    return covariance;
  }

  private static double[][] start(int channels, int full) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] basis = new double[channels][full];
    for (double[] row : basis) {
      for (int c = 0; c < full; c++) {
        row[c] = random.nextGaussian();
      }
    }
    orthonormalise(basis);
    return basis;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int j = 0; j < vector.length; j++) {
        sum += matrix[i][j] * vector[j];
      }
      product[i] = sum;
    }
    return product;
  }

  /**
   * Gram-Schmidt, twice for accuracy. Where the cells span less than what is asked for, a row that
   * vanishes becomes a unit vector outside the others' span.
   */
  private static void orthonormalise(double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      double before = length(rows[i]);
      clear(rows, i);
      clear(rows, i);
      for (int axis = 0; length(rows[i]) <= 1e-9 * before && axis < rows[i].length; axis++) {
        java.util.Arrays.fill(rows[i], 0);
        rows[i][axis] = 1;
        before = 1e6; // an axis that lies almost in the span is no use
        clear(rows, i);
        clear(rows, i);
      }
      double length = length(rows[i]);
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] /= length;
      }
    }
  }

  /** Takes the rows before out of a row. */
  private static void clear(double[][] rows, int i) {
    for (int other = 0; other < i; other++) {
      double along = 0;
      for (int c = 0; c < rows[i].length; c++) {
        along += rows[i][c] * rows[other][c];
      }
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] -= along * rows[other][c];
      }
    }
  }

  private static double length(double[] row) {
    double sum = 0;
    for (double value : row) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
