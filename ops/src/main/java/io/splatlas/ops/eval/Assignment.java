package io.splatlas.ops.eval;

import java.util.Arrays;

/**
 * The one-to-one assignment of rows to columns with the largest total gain, exact: the Hungarian
 * method by shortest augmenting paths (Jonker and Volgenant 1987), O(r^2 c) for the shorter side r.
 */
public final class Assignment {

  private static final int NONE = -1;

  private final long[][] gain;
  private final int rows;
  private final int columns;
  private final boolean transposed;

  // One-based, as the augmenting path starts at an imaginary column 0.
  private final long[] rowPotential;
  private final long[] columnPotential;
  private final int[] rowOfColumn;

  private Assignment(long[][] gain, int gainRows, int gainColumns) {
    this.gain = gain;
    this.transposed = gainRows > gainColumns;
    this.rows = Math.min(gainRows, gainColumns);
    this.columns = Math.max(gainRows, gainColumns);
    this.rowPotential = new long[rows + 1];
    this.columnPotential = new long[columns + 1];
    this.rowOfColumn = new int[columns + 1];
  }

  /**
   * Assigns each row at most one column.
   *
   * @param gain rows of equal length, values of at most 2^52 in size
   * @return the column of each row, or -1; every row of the shorter side is assigned, whatever it
   *     gains
   */
  public static int[] maximise(long[][] gain) {
    int rows = gain.length;
    int columns = rows == 0 ? 0 : gain[0].length;
    for (long[] row : gain) {
      if (row.length != columns) {
        throw new IllegalArgumentException("the rows differ in length");
      }
    }
    int[] columnOfRow = new int[rows];
    Arrays.fill(columnOfRow, NONE);
    if (columns > 0) {
      new Assignment(gain, rows, columns).solve(columnOfRow);
    }
    return columnOfRow;
  }

  private void solve(int[] columnOfRow) {
    for (int row = 1; row <= rows; row++) {
      augment(row);
    }
    for (int column = 1; column <= columns; column++) {
      int row = rowOfColumn[column];
      if (row > 0 && transposed) {
        columnOfRow[column - 1] = row - 1;
      } else if (row > 0) {
        columnOfRow[row - 1] = column - 1;
      }
    }
  }

  private long cost(int row, int column) {
    return transposed ? -gain[column - 1][row - 1] : -gain[row - 1][column - 1];
  }

  /**
   * Adds a row along the cheapest alternating path from it to a free column (Dijkstra on reduced
   * costs).
   */
  private void augment(int newRow) {
    long[] distance = new long[columns + 1];
    int[] previous = new int[columns + 1];
    boolean[] done = new boolean[columns + 1];
    Arrays.fill(distance, Long.MAX_VALUE);
    rowOfColumn[0] = newRow;
    int column = 0;
    while (rowOfColumn[column] != 0) {
      done[column] = true;
      column = nearest(column, distance, previous, done);
    }
    while (column != 0) {
      rowOfColumn[column] = rowOfColumn[previous[column]];
      column = previous[column];
    }
  }

  private int nearest(int from, long[] distance, int[] previous, boolean[] done) {
    int row = rowOfColumn[from];
    int nearest = 0;
    long least = Long.MAX_VALUE;
    for (int column = 1; column <= columns; column++) {
      if (!done[column]) {
        long reduced = cost(row, column) - rowPotential[row] - columnPotential[column];
        if (reduced < distance[column]) {
          distance[column] = reduced;
          previous[column] = from;
        }
        if (distance[column] < least) {
          least = distance[column];
          nearest = column;
        }
      }
    }
    for (int column = 0; column <= columns; column++) {
      if (done[column]) {
        rowPotential[rowOfColumn[column]] += least;
        columnPotential[column] -= least;
      } else if (column > 0) {
        distance[column] -= least;
      }
    }
    return nearest;
  }
}
