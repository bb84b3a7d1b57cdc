package io.splatlas.actors.spatial;

/**
 * The open nodes of a depth-first walk, each with a key for each child; the child with the least
 * key is visited next. Keys are not sorted: finding the least of {@value KdTree#FANOUT} is a few
 * vector instructions, and most children are never visited because the bound has fallen below their
 * key. For one thread.
 */
public final class NodeStack {
  private final int[] nodes;
  private final float[] keys;
  private int size;

  /** A stack deep enough for any walk down the tree. */
  public NodeStack(KdTree tree) {
    this.nodes = new int[tree.depth()];
    this.keys = new float[nodes.length * KdTree.FANOUT];
  }

  /** Closes all nodes. */
  public void clear() {
    size = 0;
  }

  /** Whether no node is open. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Opens a node; returns where in {@link #keys} its {@value KdTree#FANOUT} keys belong. */
  public int open(int node) {
    nodes[size] = node;
    return size++ * KdTree.FANOUT;
  }

  /**
   * The keys of all open nodes: not negative, not NaN, infinity for a child that is not to be
   * visited.
   */
  public float[] keys() {
    return keys;
  }

  /** Where in {@link #keys} the least key of the node on top is, the first of equal ones. */
  public int least() {
    return DistanceKernels.least(keys, (size - 1) * KdTree.FANOUT);
  }

  /**
   * Marks the child at a place of {@link #keys}, of the node on top, as visited; returns its slot.
   */
  public int visit(int at) {
    keys[at] = Float.POSITIVE_INFINITY;
    return nodes[size - 1] * KdTree.FANOUT + at % KdTree.FANOUT;
  }

  /** Closes the node on top. */
  public void close() {
    size--;
  }
}
