package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * The k nearest neighbours of one query at a time, depth first, nearest child first. Ties are
 * broken by the lower index, so the answer is one of the point set, not of the tree. For one
 * thread; it allocates nothing once made.
 */
public final class NeighbourSearch {
  private final KdTree tree;
  private final int k;
  private final float[] squared;
  private final int[] points;
  private final SlotStack stack;
  private final float[] leafOut = new float[KdTree.LEAF_SIZE];
  private int count;

  /** A search for {@code k} neighbours, at least 1. */
  public NeighbourSearch(KdTree tree, int k) {
    this.tree = tree;
    this.k = k;
    this.squared = new float[k];
    this.points = new int[k];
    this.stack = new SlotStack(tree);
  }

  /** Finds the neighbours of any query. */
  public void run(float[] query) {
    count = 0;
    walk(query, -1);
  }

  /**
   * Finds the neighbours of a query that lies in a leaf: the leaf comes first and gives a bound for
   * the rest.
   */
  public void runFrom(int leaf, float[] query) {
    count = 0;
    scan(leaf, query);
    walk(query, leaf);
  }

  /** The number of neighbours found: k, or fewer if the tree has fewer points. */
  public int count() {
    return count;
  }

  /** Squared distance of the i-th neighbour. */
  public float squaredDistance(int i) {
    return squared[i];
  }

  /** Index of the i-th neighbour in the point set. */
  public int point(int i) {
    return points[i];
  }

  void copyTo(Neighbours result, int row) {
    int at = row * k;
    for (int i = 0; i < count; i++) {
      result.indices()[at + i] = points[i];
      result.distances()[at + i] = (float) Math.sqrt(squared[i]);
    }
    Arrays.fill(result.indices(), at + count, at + k, -1);
    Arrays.fill(result.distances(), at + count, at + k, Float.POSITIVE_INFINITY);
  }

  private float bound() {
    return count < k ? Float.POSITIVE_INFINITY : squared[k - 1];
  }

  private void walk(float[] query, int skippedLeaf) {
    stack.clear();
    stack.pushChildren(0, query, bound());
    while (stack.pop()) {
      int slot = stack.slot();
      float distance = stack.distance();
      if (cannotImprove(distance, slot)) {
        continue;
      }
      int child = tree.child(slot);
      if (child >= 0) {
        stack.pushChildren(child, query, bound());
      } else if (~child != skippedLeaf) {
        scan(~child, query);
      }
    }
  }

  private boolean cannotImprove(float distance, int slot) {
    return count == k
        && (distance > squared[k - 1]
            || (distance == squared[k - 1] && tree.minIndex(slot) >= points[k - 1]));
  }

  private void scan(int leaf, float[] query) {
    long mask = tree.leafWithin(leaf, query, bound(), leafOut);
    int start = tree.leafStart(leaf);
    while (mask != 0) {
      int i = Long.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      insert(leafOut[i], tree.pointAt(start + i));
    }
  }

  private void insert(float distance, int point) {
    int at;
    if (count < k) {
      at = count++;
    } else if (isBefore(distance, point, k - 1)) {
      at = k - 1;
    } else {
      return;
    }
    while (at > 0 && isBefore(distance, point, at - 1)) {
      squared[at] = squared[at - 1];
      points[at] = points[at - 1];
      at--;
    }
    squared[at] = distance;
    points[at] = point;
  }

  private boolean isBefore(float distance, int point, int i) {
    return distance < squared[i] || (distance == squared[i] && point < points[i]);
  }
}
