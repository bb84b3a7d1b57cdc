package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * The k nearest neighbours of one query at a time, depth first, nearest child first. Ties are
 * broken by the lower index, so the answer is one of the point set, not of the tree. For one
 * thread; it allocates nothing once made.
 */
public final class NeighbourSearch {
  private static final long NONE = key(Float.POSITIVE_INFINITY, -1);

  private final KdTree tree;
  private final int k;

  /**
   * The best so far in order: squared distance, then point, packed so that they order like the
   * pair.
   */
  private final long[] best;

  private final NodeStack stack;
  private final float[] leafOut = new float[KdTree.LEAF_SIZE];

  /** A search for {@code k} neighbours, at least 1. */
  public NeighbourSearch(KdTree tree, int k) {
    this.tree = tree;
    this.k = k;
    this.best = new long[k];
    this.stack = new NodeStack(tree);
  }

  /** Finds the neighbours of any query. */
  public void run(float[] query) {
    Arrays.fill(best, NONE);
    walk(query, -1);
  }

  /**
   * Finds the neighbours of a query that lies in a leaf: the leaf comes first and gives a bound for
   * the rest.
   */
  public void runFrom(int leaf, float[] query) {
    Arrays.fill(best, NONE);
    scan(leaf, query);
    walk(query, leaf);
  }

  /** The number of neighbours found: k, or fewer if the tree has fewer points. */
  public int count() {
    return Math.min(k, tree.size());
  }

  /** Squared distance of the i-th neighbour; infinity if there are fewer. */
  public float squaredDistance(int i) {
    return Float.intBitsToFloat((int) (best[i] >>> 32));
  }

  /** Index of the i-th neighbour in the point set; -1 if there are fewer. */
  public int point(int i) {
    return (int) best[i];
  }

  void copyTo(Neighbours result, int row) {
    int at = row * k;
    for (int i = 0; i < k; i++) {
      result.indices()[at + i] = point(i);
      result.distances()[at + i] = (float) Math.sqrt(squaredDistance(i));
    }
  }

  private static long key(float squaredDistance, int point) {
    return ((long) Float.floatToRawIntBits(squaredDistance) << 32) | (point & 0xFFFFFFFFL);
  }

  private void walk(float[] query, int skippedLeaf) {
    stack.clear();
    open(0, query);
    float[] distances = stack.keys();
    while (!stack.isEmpty()) {
      int at = stack.least();
      float distance = distances[at];
      if (distance > squaredDistance(k - 1) || distance == Float.POSITIVE_INFINITY) {
        stack.close();
        continue;
      }
      int slot = stack.visit(at);
      if (key(distance, tree.minIndex(slot)) > best[k - 1]) {
        continue;
      }
      int child = tree.child(slot);
      if (child >= 0) {
        open(child, query);
      } else if (~child != skippedLeaf) {
        scan(~child, query);
      }
    }
  }

  private void open(int node, float[] query) {
    tree.childDistances(node, query, stack.keys(), stack.open(node));
  }

  private void scan(int leaf, float[] query) {
    long mask = tree.leafWithin(leaf, query, squaredDistance(k - 1), leafOut);
    int start = tree.leafStart(leaf);
    while (mask != 0) {
      int i = Long.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      insert(key(leafOut[i], tree.pointAt(start + i)));
    }
  }

  private void insert(long key) {
    int at = k - 1;
    if (key >= best[at]) {
      return;
    }
    while (at > 0 && key < best[at - 1]) {
      best[at] = best[at - 1];
      at--;
    }
    best[at] = key;
  }
}
