package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.DisjointSets;
import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;

/**
 * The components of a Boruvka round as seen from the tree: which component a point belongs to, and
 * for every slot the least core distance below it and the component that owns all of it, if one
 * does.
 */
final class Components {
  /** In place of a component where a slot holds points of several. */
  static final int MIXED = -1;

  private static final int GRAIN = 1 << 14;
  private static final int LEAF_GRAIN = 256;

  private final KdTree tree;
  private final Parallel parallel;
  private final int[] ofPoint;
  private final int[] ofLeaf;
  private final int[] ofSlot;
  private final float[] minCoreOfSlot;
  private int count;

  Components(KdTree tree, float[] squaredCore, Parallel parallel) {
    this.tree = tree;
    this.parallel = parallel;
    this.count = tree.size();
    this.ofPoint = new int[count];
    for (int i = 0; i < count; i++) {
      ofPoint[i] = i;
    }
    this.ofLeaf = new int[tree.leafCount()];
    this.ofSlot = new int[tree.nodeCount() * KdTree.FANOUT];
    this.minCoreOfSlot = new float[ofSlot.length];
    setMinCores(squaredCore);
  }

  private void setMinCores(float[] squaredCore) {
    for (int node = tree.nodeCount() - 1; node >= 0; node--) {
      for (int c = 0; c < tree.childCount(node); c++) {
        int slot = node * KdTree.FANOUT + c;
        int child = tree.child(slot);
        float least = Float.POSITIVE_INFINITY;
        if (child >= 0) {
          for (int s = 0; s < tree.childCount(child); s++) {
            least = Math.min(least, minCoreOfSlot[child * KdTree.FANOUT + s]);
          }
        } else {
          for (int i = tree.leafStart(~child); i < tree.leafEnd(~child); i++) {
            least = Math.min(least, squaredCore[i]);
          }
        }
        minCoreOfSlot[slot] = least;
      }
    }
  }

  int count() {
    return count;
  }

  int ofPoint(int position) {
    return ofPoint[position];
  }

  /**
   * Writes to {@code out}, from {@code at} on, for each child of a node a bound of the reachability
   * of its points from a point of core distance {@code ownCore}; infinity if all of it is in {@code
   * component} or there is no such child.
   */
  void reachabilities(
      int node, int component, float ownCore, float[] boxDistances, float[] out, int at) {
    ReachabilityKernel.bounds(
        ofSlot, minCoreOfSlot, node * KdTree.FANOUT, component, ownCore, boxDistances, out, at);
  }

  /**
   * Replaces components by the sets they were joined to, numbered from 0 in the order of their
   * representatives.
   */
  void relabel(DisjointSets sets) {
    int[] renumbered = new int[count];
    int next = 0;
    for (int c = 0; c < count; c++) {
      int root = sets.find(c);
      renumbered[c] = root == c ? next++ : renumbered[root];
    }
    count = next;
    parallel.forRange(
        ofPoint.length,
        GRAIN,
        (worker, from, to) -> {
          for (int i = from; i < to; i++) {
            ofPoint[i] = renumbered[ofPoint[i]];
          }
        });
  }

  /** Brings the components of slots up to date. */
  void refreshSlots() {
    parallel.forRange(ofLeaf.length, LEAF_GRAIN, (worker, from, to) -> refreshLeaves(from, to));
    for (int node = tree.nodeCount() - 1; node >= 0; node--) {
      for (int c = 0; c < tree.childCount(node); c++) {
        int slot = node * KdTree.FANOUT + c;
        int child = tree.child(slot);
        ofSlot[slot] = child < 0 ? ofLeaf[~child] : ofNode(child);
      }
    }
  }

  private void refreshLeaves(int from, int to) {
    for (int leaf = from; leaf < to; leaf++) {
      int component = ofPoint[tree.leafStart(leaf)];
      for (int i = tree.leafStart(leaf) + 1; i < tree.leafEnd(leaf); i++) {
        if (ofPoint[i] != component) {
          component = MIXED;
          break;
        }
      }
      ofLeaf[leaf] = component;
    }
  }

  private int ofNode(int node) {
    int first = node * KdTree.FANOUT;
    int component = ofSlot[first];
    for (int c = 1; c < tree.childCount(node); c++) {
      if (ofSlot[first + c] != component) {
        return MIXED;
      }
    }
    return component;
  }
}
