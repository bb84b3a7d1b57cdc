package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * Cuts cells and moves the points accordingly: a working copy of the rows, so that every pass over
 * a cell is a pass over consecutive memory. Distinct cells may be cut by distinct threads.
 */
final class CellCutter {
  /** Levels allowed beyond twice those of a balanced tree before cuts go through the median. */
  private static final int EXTRA_DEPTH = 40;

  private final int dimensions;
  private final int maxMiddleDepth;
  private final float[] rows;
  private final int[] order;

  CellCutter(PointSet points) {
    this.dimensions = points.dimensions();
    this.rows = points.coordinates().clone();
    this.order = new int[points.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    this.maxMiddleDepth =
        2 * (Integer.SIZE - Integer.numberOfLeadingZeros(points.size())) + EXTRA_DEPTH;
  }

  /** Point index by position, complete once all cells are cut. */
  int[] order() {
    return order;
  }

  /**
   * Sets the boxes of a cell and its descendants, cutting until every leaf cell has at most {@code
   * limit} points.
   */
  void cutAll(Cells cells, int root, int limit) {
    int[] waiting = new int[maxMiddleDepth + 2 * Integer.SIZE];
    int count = 0;
    waiting[count++] = root;
    while (count > 0) {
      int cell = waiting[--count];
      setBox(cells, cell);
      if (cells.count(cell) > limit) {
        cells.split(cell, cut(cells, cell));
        waiting[count++] = cells.right(cell);
        waiting[count++] = cells.left(cell);
      }
    }
  }

  private void setBox(Cells cells, int cell) {
    float[] box = cells.boxes();
    int at = cells.boxAt(cell);
    for (int d = 0; d < dimensions; d++) {
      box[at + 2 * d] = Float.POSITIVE_INFINITY;
      box[at + 2 * d + 1] = Float.NEGATIVE_INFINITY;
    }
    int row = cells.start(cell) * dimensions;
    for (int i = cells.start(cell); i < cells.end(cell); i++) {
      for (int d = 0; d < dimensions; d++) {
        float x = rows[row++];
        box[at + 2 * d] = Math.min(box[at + 2 * d], x);
        box[at + 2 * d + 1] = Math.max(box[at + 2 * d + 1], x);
      }
    }
  }

  /**
   * Parts the points of a cell and returns where its second half starts, strictly inside the cell.
   */
  private int cut(Cells cells, int cell) {
    int from = cells.start(cell);
    int to = cells.end(cell);
    int d = widestSide(cells, cell);
    float low = cells.boxes()[cells.boxAt(cell) + 2 * d];
    float high = cells.boxes()[cells.boxAt(cell) + 2 * d + 1];
    if (low == high) {
      return from + (to - from) / 2;
    }
    if (cells.depth(cell) >= maxMiddleDepth) {
      return cutAtMedian(from, to, d);
    }
    float middle = low + (high - low) / 2;
    // Between two neighbouring floats there is no middle.
    return partition(from, to, d, middle > low ? middle : high);
  }

  private int widestSide(Cells cells, int cell) {
    float[] box = cells.boxes();
    int at = cells.boxAt(cell);
    int widest = 0;
    float width = -1;
    for (int d = 0; d < dimensions; d++) {
      float side = box[at + 2 * d + 1] - box[at + 2 * d];
      if (side > width) {
        width = side;
        widest = d;
      }
    }
    return widest;
  }

  /** Moves the points below {@code value} to the front; returns their end. */
  private int partition(int from, int to, int d, float value) {
    int i = from;
    int j = to - 1;
    while (true) {
      while (i <= j && rows[i * dimensions + d] < value) {
        i++;
      }
      while (i < j && rows[j * dimensions + d] >= value) {
        j--;
      }
      if (i >= j) {
        return i;
      }
      swap(i++, j--);
    }
  }

  /** Halves the cell by rank, equal coordinates by point index. Rare, so it may sort. */
  private int cutAtMedian(int from, int to, int d) {
    int count = to - from;
    long[] keyed = new long[count];
    for (int i = 0; i < count; i++) {
      keyed[i] = (long) sortable(rows[(from + i) * dimensions + d]) << 32 | i;
    }
    Arrays.sort(keyed);
    float[] sortedRows = new float[count * dimensions];
    int[] sortedOrder = new int[count];
    for (int i = 0; i < count; i++) {
      int source = from + (int) keyed[i];
      System.arraycopy(rows, source * dimensions, sortedRows, i * dimensions, dimensions);
      sortedOrder[i] = order[source];
    }
    System.arraycopy(sortedRows, 0, rows, from * dimensions, sortedRows.length);
    System.arraycopy(sortedOrder, 0, order, from, count);
    return from + count / 2;
  }

  /** An int that orders like the float. */
  private static int sortable(float x) {
    int bits = Float.floatToIntBits(x);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private void swap(int i, int j) {
    int a = i * dimensions;
    int b = j * dimensions;
    for (int d = 0; d < dimensions; d++) {
      float x = rows[a + d];
      rows[a + d] = rows[b + d];
      rows[b + d] = x;
    }
    int index = order[i];
    order[i] = order[j];
    order[j] = index;
  }
}
