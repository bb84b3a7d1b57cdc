package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.NodeStack;
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

  /** Keys are least reachabilities. */
  private final NodeStack stack;

  /** Squared distances to boxes, in the places of their keys. */
  private final float[] boxDistances;

  private final float[] leafOut = new float[KdTree.LEAF_SIZE];
  private final float[] query;

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
    this.stack = new NodeStack(tree);
    this.boxDistances = new float[stack.keys().length];
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
    stack.clear();
    open(0);
    float[] reachabilities = stack.keys();
    while (!stack.isEmpty()) {
      int at = stack.least();
      float reachability = reachabilities[at];
      if (reachability > reach() || reachability == Float.POSITIVE_INFINITY) {
        stack.close();
      } else {
        visit(stack.visit(at), EdgeKey.of(reachability, boxDistances[at]));
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

  private float reach() {
    return EdgeKey.squaredReachability(Math.min(bestKey, bounds.getOpaque(component)));
  }

  private void open(int node) {
    int at = stack.open(node);
    tree.childDistances(node, query, boxDistances, at);
    components.reachabilities(node, component, ownCore, boxDistances, stack.keys(), at);
  }

  private void visit(int slot, long key) {
    if (key > bounds.getOpaque(component)
        || key > bestKey
        || (key == bestKey && tree.minIndex(slot) >= bestPoint)) {
      return;
    }
    int child = tree.child(slot);
    if (child >= 0) {
      open(child);
    } else {
      scan(~child);
    }
  }

  private void scan(int leaf) {
    long mask = tree.leafWithin(leaf, query, reach(), leafOut);
    int start = tree.leafStart(leaf);
    while (mask != 0) {
      int i = Long.numberOfTrailingZeros(mask);
      mask &= mask - 1;
      if (components.ofPoint(start + i) != component) {
        consider(start + i, leafOut[i]);
      }
    }
  }

  private void consider(int position, float distance) {
    float reachability = Math.max(ownCore, Math.max(squaredCore[position], distance));
    long key = EdgeKey.of(reachability, distance);
    if (key > bestKey) {
      return;
    }
    int point = tree.pointAt(position);
    if (key < bestKey || point < bestPoint) {
      bestKey = key;
      bestPosition = position;
      bestPoint = point;
    }
  }
}
