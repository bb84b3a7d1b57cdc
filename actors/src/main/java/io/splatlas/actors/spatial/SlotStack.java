package io.splatlas.actors.spatial;

/**
 * The slots a depth-first walk has yet to visit, each with the squared distance to its box; nearest
 * children on top.
 */
final class SlotStack {
  private final KdTree tree;
  private final int[] slots;
  private final float[] distances;
  private final float[] out = new float[KdTree.FANOUT];
  private int size;

  SlotStack(KdTree tree) {
    this.tree = tree;
    this.slots = new int[tree.stackDepth() + 1];
    this.distances = new float[slots.length];
  }

  void clear() {
    size = 0;
  }

  /** Pushes the children of a node whose boxes are within {@code bound}, the farthest first. */
  void pushChildren(int node, float[] query, float bound) {
    int mask = tree.childrenWithin(node, query, bound, out);
    int base = size;
    while (mask != 0) {
      int c = Integer.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      float distance = out[c];
      int at = size++;
      while (at > base && distances[at - 1] < distance) {
        distances[at] = distances[at - 1];
        slots[at] = slots[at - 1];
        at--;
      }
      distances[at] = distance;
      slots[at] = node * KdTree.FANOUT + c;
    }
  }

  /** Takes the top slot off; it stays readable until the next push. */
  boolean pop() {
    return --size >= 0;
  }

  int slot() {
    return slots[size];
  }

  float distance() {
    return distances[size];
  }
}
