package io.splatlas.actors.instance;

import java.util.Arrays;

/**
 * Optimal one-to-one assignment (shortest augmenting paths: Jonker and Volgenant 1987), O(n^2 m).
 *
 * <p>Ties are broken towards the smaller column, so the result depends on nothing but the numbers.
 */
public final class Assignment {

  /**
   * Pairs rows with columns so that the sum of gains is largest.
   *
   * @param gain rows x columns, finite; a pair of gain 0 or less is never made
   * @return column per row, -1 = none
   */
  public static int[] maximise(double[][] gain) {
    int rows = gain.length;
    int columns = rows == 0 ? 0 : gain[0].length;
    if (rows == 0 || columns == 0) {
      return filled(rows, -1);
    }
    if (rows > columns) {
      return inverse(maximise(transposed(gain)), rows);
    }
    int[] rowOf = shortestAugmentingPaths(gain, rows, columns);
    int[] columnOf = filled(rows, -1);
    for (int c = 0; c < columns; c++) {
      int r = rowOf[c];
      if (r >= 0 && gain[r][c] > 0) {
        columnOf[r] = c;
      }
    }
    return columnOf;
  }

  private static int[] shortestAugmentingPaths(double[][] gain, int rows, int columns) {
    double worst = largest(gain);
    double[] rowPotential = new double[rows];
    double[] columnPotential = new double[columns];
    int[] rowOf = filled(columns, -1);
    double[] shortest = new double[columns];
    int[] cameFrom = new int[columns];
    boolean[] done = new boolean[columns];
    for (int start = 0; start < rows; start++) {
      Arrays.fill(shortest, Double.POSITIVE_INFINITY);
      Arrays.fill(done, false);
      Arrays.fill(cameFrom, -1);
      int row = start;
      int column = -1;
      do {
        double reached = column < 0 ? 0 : shortest[column];
        if (column >= 0) {
          done[column] = true;
        }
        int next = -1;
        for (int c = 0; c < columns; c++) {
          if (done[c]) {
            continue;
          }
          double cost =
              reached + worst - Math.max(0, gain[row][c]) - rowPotential[row] - columnPotential[c];
          if (cost < shortest[c]) {
            shortest[c] = cost;
            cameFrom[c] = column;
          }
          if (next < 0 || shortest[c] < shortest[next]) {
            next = c;
          }
        }
        column = next;
        row = rowOf[column];
      } while (row >= 0);
      updatePotentials(
          rowPotential, columnPotential, shortest, done, rowOf, start, shortest[column]);
      augment(rowOf, cameFrom, column, start);
    }
    return rowOf;
  }

  /** Costs are counted down from the largest gain, so that none is negative. */
  private static double largest(double[][] gain) {
    return Arrays.stream(gain).flatMapToDouble(Arrays::stream).max().orElse(0);
  }

  private static void updatePotentials(
      double[] rowPotential,
      double[] columnPotential,
      double[] shortest,
      boolean[] done,
      int[] rowOf,
      int start,
      double length) {
    rowPotential[start] += length;
    for (int c = 0; c < done.length; c++) {
      if (done[c]) {
        rowPotential[rowOf[c]] += length - shortest[c];
        columnPotential[c] -= length - shortest[c];
      }
    }
  }

  private static void augment(int[] rowOf, int[] cameFrom, int last, int start) {
    int column = last;
    while (cameFrom[column] >= 0) {
      rowOf[column] = rowOf[cameFrom[column]];
      column = cameFrom[column];
    }
    rowOf[column] = start;
  }

  private static double[][] transposed(double[][] gain) {
    double[][] t = new double[gain[0].length][gain.length];
    for (int r = 0; r < gain.length; r++) {
      for (int c = 0; c < t.length; c++) {
        t[c][r] = gain[r][c];
      }
    }
    return t;
  }

  private static int[] inverse(int[] rowOfColumn, int rows) {
    int[] columnOf = filled(rows, -1);
    for (int c = 0; c < rowOfColumn.length; c++) {
      if (rowOfColumn[c] >= 0) {
        columnOf[rowOfColumn[c]] = c;
      }
    }
    return columnOf;
  }

  private static int[] filled(int length, int value) {
    int[] a = new int[length];
    Arrays.fill(a, value);
    return a;
  }

  private Assignment() {}
}
