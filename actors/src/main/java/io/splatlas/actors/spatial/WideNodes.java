package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * Binary cells joined into nodes of up to {@link KdTree#FANOUT} children. A child node has a higher
 * number than its parent.
 */
final class WideNodes {
  private final Cells cells;
  private final int[] nodeOf;
  private int[] childCount = new int[16];
  private int[] childCells = new int[16 * KdTree.FANOUT];
  private int count;
  private int depth;

  private WideNodes(Cells cells) {
    this.cells = cells;
    this.nodeOf = new int[cells.size()];
  }

  static WideNodes join(Cells cells) {
    WideNodes nodes = new WideNodes(cells);
    if (cells.size() == 0) {
      nodes.count = 1;
      nodes.depth = 1;
    } else {
      nodes.joinAll();
    }
    return nodes;
  }

  private void joinAll() {
    int[] level = {addNode(0)};
    while (level.length > 0) {
      depth++;
      int[] next = new int[level.length * KdTree.FANOUT];
      int found = 0;
      for (int node : level) {
        for (int c = 0; c < childCount[node]; c++) {
          int cell = cell(node, c);
          if (!cells.isLeaf(cell)) {
            next[found++] = addNode(cell);
          }
        }
      }
      level = Arrays.copyOf(next, found);
    }
  }

  /**
   * Starts from the two halves of a cell and keeps replacing the child with most points by its
   * halves.
   */
  private int addNode(int root) {
    if (count == childCount.length) {
      childCount = Arrays.copyOf(childCount, count * 2);
      childCells = Arrays.copyOf(childCells, count * 2 * KdTree.FANOUT);
    }
    int node = count++;
    nodeOf[root] = node;
    int at = node * KdTree.FANOUT;
    childCells[at] = root;
    int children = 1;
    while (children < KdTree.FANOUT) {
      int largest = -1;
      for (int c = 0; c < children; c++) {
        int cell = childCells[at + c];
        if (!cells.isLeaf(cell)
            && (largest < 0 || cells.count(cell) > cells.count(childCells[at + largest]))) {
          largest = c;
        }
      }
      if (largest < 0) {
        break;
      }
      int cell = childCells[at + largest];
      childCells[at + largest] = cells.left(cell);
      childCells[at + children++] = cells.right(cell);
    }
    childCount[node] = children;
    return node;
  }

  /** Puts the children of a node in the order of a key a cell. */
  void sortChildren(int node, int[] keyOfCell) {
    int from = node * KdTree.FANOUT;
    for (int i = from + 1; i < from + childCount[node]; i++) {
      int cell = childCells[i];
      int at = i;
      while (at > from && keyOfCell[childCells[at - 1]] > keyOfCell[cell]) {
        childCells[at] = childCells[at - 1];
        at--;
      }
      childCells[at] = cell;
    }
  }

  int count() {
    return count;
  }

  int depth() {
    return depth;
  }

  int childCount(int node) {
    return childCount[node];
  }

  int cell(int node, int child) {
    return childCells[node * KdTree.FANOUT + child];
  }

  int nodeOf(int cell) {
    return nodeOf[cell];
  }
}
