package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * For one point at a time, the first edge in the order of edges that leads to another component, as
 * far as it is not behind the best edge known for the point's component. For one thread.
 */
final class OutsideSearch {
  private final KdTree tree;
  private final Components components;
  private final float[] squaredCore;
  private final AtomicLongArray bounds;

  private final int[] slots;
  private final long[] keys;
  private final float[] out = new float[Math.max(KdTree.FANOUT, KdTree.LEAF_SIZE)];
  private final float[] query;
  private int waiting;

  private int component;
  private float ownCore;
  private long bestKey;
  private int bestPosition;
  private int bestPoint;

  /**
   * @param bounds by component, the key of some edge that leaves it; may fall while a search runs
   */
  OutsideSearch(KdTree tree, Components components, float[] squaredCore, AtomicLongArray bounds) {
    this.tree = tree;
    this.components = components;
    this.squaredCore = squaredCore;
    this.bounds = bounds;
    this.slots = new int[tree.stackDepth() + 1];
    this.keys = new long[slots.length];
    this.query = new float[tree.dimensions()];
  }

  /**
   * Searches from a point. Afterwards {@link #found} is its first outward edge if that is not
   * behind the bound of its component; if all of them are, whatever was found is behind the bound
   * too.
   */
  void run(int leaf, int position) {
    component = components.ofPoint(position);
    ownCore = squaredCore[position];
    bestKey = EdgeKey.NONE;
    bestPosition = -1;
    bestPoint = Integer.MAX_VALUE;
    tree.coordinates(leaf, position, query);
    waiting = 0;
    pushChildren(0);
    while (--waiting >= 0) {
      int slot = slots[waiting];
      if (isBehind(keys[waiting], slot)) {
        continue;
      }
      int child = tree.child(slot);
      if (child >= 0) {
        pushChildren(child);
      } else {
        scan(~child);
      }
    }
  }

  /** Position at the other end of the best edge met, or -1. */
  int found() {
    return bestPosition;
  }

  /** Key of the best edge met. */
  long foundKey() {
    return bestKey;
  }

  private boolean isBehind(long key, int slot) {
    return key > bounds.getOpaque(component)
        || key > bestKey
        || (key == bestKey && tree.minIndex(slot) >= bestPoint);
  }

  private float reach() {
    return EdgeKey.squaredReachability(Math.min(bestKey, bounds.getOpaque(component)));
  }

  private void pushChildren(int node) {
    int mask = tree.childrenWithin(node, query, reach(), out);
    int base = waiting;
    while (mask != 0) {
      int c = Integer.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      int slot = node * KdTree.FANOUT + c;
      if (components.ofSlot(slot) == component) {
        continue;
      }
      float reachability = Math.max(ownCore, Math.max(components.minCore(slot), out[c]));
      long key = EdgeKey.of(reachability, out[c]);
      if (!isBehind(key, slot)) {
        push(base, slot, key);
      }
    }
  }

  /** Keeps the slots from {@code base} on sorted, the first in order on top. */
  private void push(int base, int slot, long key) {
    int at = waiting++;
    while (at > base && keys[at - 1] < key) {
      keys[at] = keys[at - 1];
      slots[at] = slots[at - 1];
      at--;
    }
    keys[at] = key;
    slots[at] = slot;
  }

  private void scan(int leaf) {
    long mask = tree.leafWithin(leaf, query, reach(), out);
    int start = tree.leafStart(leaf);
    while (mask != 0) {
      int i = Long.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      int position = start + i;
      if (components.ofPoint(position) == component) {
        continue;
      }
      float reachability = Math.max(ownCore, Math.max(squaredCore[position], out[i]));
      long key = EdgeKey.of(reachability, out[i]);
      if (key <= bestKey) {
        int point = tree.pointAt(position);
        if (key < bestKey || point < bestPoint) {
          bestKey = key;
          bestPosition = position;
          bestPoint = point;
        }
      }
    }
  }
}
