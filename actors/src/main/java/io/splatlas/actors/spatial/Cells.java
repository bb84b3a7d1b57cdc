package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * A growing list of binary cells: ranges of points with tight boxes. A child has a higher number
 * than its parent.
 */
final class Cells {
  private static final int NONE = -1;

  private final int dimensions;
  private int[] start = new int[16];
  private int[] end = new int[16];
  private int[] depth = new int[16];
  private int[] left = new int[16];
  private float[] boxes;
  private int size;

  Cells(int dimensions) {
    this.dimensions = dimensions;
    this.boxes = new float[16 * 2 * dimensions];
  }

  /** Adds a leaf cell without a box and returns its number. */
  int add(int from, int to, int cellDepth) {
    if (size == start.length) {
      grow();
    }
    start[size] = from;
    end[size] = to;
    depth[size] = cellDepth;
    left[size] = NONE;
    return size++;
  }

  private void grow() {
    int capacity = Math.multiplyExact(size, 2);
    start = Arrays.copyOf(start, capacity);
    end = Arrays.copyOf(end, capacity);
    depth = Arrays.copyOf(depth, capacity);
    left = Arrays.copyOf(left, capacity);
    boxes = Arrays.copyOf(boxes, Math.multiplyExact(capacity, 2 * dimensions));
  }

  /** Makes a leaf cell the parent of two new leaf cells, cut at {@code middle}. */
  void split(int cell, int middle) {
    int first = add(start[cell], middle, depth[cell] + 1);
    add(middle, end[cell], depth[cell] + 1);
    left[cell] = first;
  }

  /** A list of one: a leaf cell of this list, box included. */
  Cells copyOf(int cell) {
    Cells copy = new Cells(dimensions);
    copy.add(start[cell], end[cell], depth[cell]);
    System.arraycopy(boxes, boxAt(cell), copy.boxes, 0, 2 * dimensions);
    return copy;
  }

  /** Puts a tree of cells, whose first is a copy of {@code cell}, in that cell's place. */
  void graft(int cell, Cells part) {
    int shift = size - 1;
    for (int i = 1; i < part.size; i++) {
      int added = add(part.start[i], part.end[i], part.depth[i]);
      left[added] = part.left[i] == NONE ? NONE : part.left[i] + shift;
      System.arraycopy(part.boxes, part.boxAt(i), boxes, boxAt(added), 2 * dimensions);
    }
    left[cell] = part.left[0] == NONE ? NONE : part.left[0] + shift;
  }

  int size() {
    return size;
  }

  int start(int cell) {
    return start[cell];
  }

  int end(int cell) {
    return end[cell];
  }

  int count(int cell) {
    return end[cell] - start[cell];
  }

  int depth(int cell) {
    return depth[cell];
  }

  boolean isLeaf(int cell) {
    return left[cell] == NONE;
  }

  int left(int cell) {
    return left[cell];
  }

  int right(int cell) {
    return left[cell] + 1;
  }

  /** All boxes: lower and upper side of each dimension, cell by cell. */
  float[] boxes() {
    return boxes;
  }

  int boxAt(int cell) {
    return cell * 2 * dimensions;
  }

  int[] leavesByStart() {
    return leavesBy(start);
  }

  int[] leavesLargestFirst() {
    int[] key = new int[size];
    for (int i = 0; i < size; i++) {
      key[i] = -count(i);
    }
    return leavesBy(key);
  }

  private int[] leavesBy(int[] key) {
    long[] keyed = new long[size];
    int leaves = 0;
    for (int i = 0; i < size; i++) {
      if (isLeaf(i)) {
        keyed[leaves++] = (long) key[i] << 32 | i;
      }
    }
    Arrays.sort(keyed, 0, leaves);
    int[] result = new int[leaves];
    for (int i = 0; i < leaves; i++) {
      result[i] = (int) keyed[i];
    }
    return result;
  }
}
