package io.splatlas.actors.spatial;

import java.util.Arrays;

/** The arrays of a {@link KdTree}: the one place that knows strides and offsets. */
final class KdTreeLayout {
  /** Points of a leaf are padded to a multiple of this, the widest vector of floats in use. */
  static final int LANES = 16;

  final int size;
  final int dimensions;
  final int nodeCount;
  final int leafCount;

  /** Levels of nodes. */
  final int depth;

  /** Children a node. */
  final int[] childCount;

  /** By slot: a node, or ~leaf. */
  final int[] child;

  /** By slot. */
  final int[] minIndex;

  /** By node: for each dimension FANOUT lower sides, then FANOUT upper sides. */
  final float[] boxes;

  /** By leaf, and the number of points at the end. */
  final int[] leafStart;

  /** By leaf: the number of padded points before it. */
  final int[] paddedStart;

  /**
   * By leaf, for each group of LANES points, for each dimension: the coordinates of the group,
   * padded with infinity. A scan reads a leaf from its start to its end, which is what prefetchers
   * expect.
   */
  final float[] blocks;

  /** Point index by position. */
  final int[] order;

  /** Position by point index. */
  final int[] position;

  KdTreeLayout(PointSet points, int[] order, int nodeCount, int depth, int[] leafStart) {
    this.size = points.size();
    this.dimensions = points.dimensions();
    this.nodeCount = nodeCount;
    this.depth = depth;
    this.leafStart = leafStart;
    this.leafCount = leafStart.length - 1;
    this.order = order;
    this.position = new int[size];
    for (int i = 0; i < size; i++) {
      position[order[i]] = i;
    }
    this.childCount = new int[nodeCount];
    this.child = new int[nodeCount * KdTree.FANOUT];
    this.minIndex = new int[nodeCount * KdTree.FANOUT];
    this.boxes = new float[Math.multiplyExact(nodeCount, nodeStride())];
    this.paddedStart = new int[leafCount + 1];
    for (int leaf = 0; leaf < leafCount; leaf++) {
      int count = leafStart[leaf + 1] - leafStart[leaf];
      paddedStart[leaf + 1] = paddedStart[leaf] + (count + LANES - 1) / LANES * LANES;
    }
    this.blocks = new float[Math.multiplyExact(paddedStart[leafCount], dimensions)];
  }

  /** Floats a node takes in {@link #boxes}. */
  int nodeStride() {
    return 2 * KdTree.FANOUT * dimensions;
  }

  /** Offset of a leaf in {@link #blocks}. */
  int blockStart(int leaf) {
    return paddedStart[leaf] * dimensions;
  }

  /** Points of a leaf with padding. */
  int padded(int leaf) {
    return paddedStart[leaf + 1] - paddedStart[leaf];
  }

  /**
   * Where in {@link #blocks} the first coordinate of the i-th point of a leaf is; the next follow
   * every LANES floats.
   */
  int coordinateAt(int leaf, int i) {
    return blockStart(leaf) + i / LANES * LANES * dimensions + i % LANES;
  }

  /** Makes a node with no children yet: boxes at infinity. */
  void clearNode(int node) {
    int at = node * nodeStride();
    for (int d = 0; d < dimensions; d++) {
      int side = at + 2 * d * KdTree.FANOUT;
      Arrays.fill(boxes, side, side + KdTree.FANOUT, Float.POSITIVE_INFINITY);
      Arrays.fill(boxes, side + KdTree.FANOUT, side + 2 * KdTree.FANOUT, Float.NEGATIVE_INFINITY);
    }
  }

  void setChild(int node, int index, int reference, int lowestPoint, float[] box, int boxAt) {
    int slot = node * KdTree.FANOUT + index;
    child[slot] = reference;
    minIndex[slot] = lowestPoint;
    int at = node * nodeStride() + index;
    for (int d = 0; d < dimensions; d++) {
      boxes[at + 2 * d * KdTree.FANOUT] = box[boxAt + 2 * d];
      boxes[at + (2 * d + 1) * KdTree.FANOUT] = box[boxAt + 2 * d + 1];
    }
  }

  /** Copies the points of leaves {@code from} to {@code to - 1} into their blocks. */
  void fillBlocks(float[] coordinates, int from, int to) {
    for (int leaf = from; leaf < to; leaf++) {
      int start = leafStart[leaf];
      int count = leafStart[leaf + 1] - start;
      for (int i = 0; i < padded(leaf); i++) {
        int at = coordinateAt(leaf, i);
        for (int d = 0; d < dimensions; d++) {
          blocks[at + d * LANES] =
              i < count ? coordinates[order[start + i] * dimensions + d] : Float.POSITIVE_INFINITY;
        }
      }
    }
  }
}
