package io.splatlas.actors.spatial;

/**
 * A kd-tree over a {@link PointSet} for exact Euclidean queries in 1 to 64 dimensions.
 *
 * <p>Cells are cut in the middle of the widest side of their tight bounding box, so that a dense
 * cluster is soon parted from the noise around it (cuts at the median leave every cell of a cluster
 * as wide as its noise); a bound on the depth falls back to medians. Binary cells are then joined
 * into nodes of up to {@value #FANOUT} children whose boxes lie dimension by dimension, and the
 * points of a leaf likewise, so that one vector instruction handles one dimension of many children
 * or points.
 *
 * <p>A squared distance is the float sum of squared float differences in the order of the
 * dimensions. A box bound is computed by the same operations in the same order, so by the monotony
 * of rounding it never exceeds the computed distance to a point in the box: pruning is exact, not
 * only up to rounding.
 *
 * <p>Besides {@link #nearest} the class offers the steps of a traversal to algorithms that walk the
 * tree themselves. A point is then known by its position (points in leaf order); {@link #pointAt}
 * gives its index in the point set. A child of a node is known by its slot, {@code node * FANOUT +
 * child}. A node's slots come before those of its descendants. The tree does not change and may be
 * shared by threads; it depends on the points alone, not on the number of threads.
 */
public final class KdTree {
  /** The most children a node has. */
  public static final int FANOUT = 16;

  /** The most points a leaf has; also the length that results of {@link #leafWithin} need. */
  public static final int LEAF_SIZE = 64;

  private final KdTreeLayout layout;

  KdTree(KdTreeLayout layout) {
    this.layout = layout;
  }

  /**
   * Builds the tree: O(n log n) time for data of bounded spread, about 6 bytes a coordinate and 16
   * a point.
   */
  public static KdTree build(PointSet points, Parallel parallel) {
    return new KdTree(KdTreeBuilder.build(points, parallel));
  }

  /** The number of points. */
  public int size() {
    return layout.size;
  }

  /** Coordinates a point. */
  public int dimensions() {
    return layout.dimensions;
  }

  /**
   * The k nearest points of each query, nearest first, equally far ones by index.
   *
   * @param queries row-major m x dimensions, finite
   * @param k at least 1; where the tree has fewer points the rest of a row is index -1 at distance
   *     infinity
   * @throws IllegalArgumentException if the length of {@code queries}, a coordinate or k is out of
   *     range
   */
  public Neighbours nearest(float[] queries, int k, Parallel parallel) {
    PointSet checked = PointSet.of(queries, layout.dimensions);
    Neighbours result = new Neighbours(checked.size(), k);
    NeighbourSearch[] searches = new NeighbourSearch[parallel.threads()];
    parallel.forRange(
        checked.size(),
        256,
        (worker, from, to) -> {
          NeighbourSearch search = searchOf(searches, worker, k);
          float[] query = new float[layout.dimensions];
          for (int i = from; i < to; i++) {
            System.arraycopy(queries, i * query.length, query, 0, query.length);
            search.run(query);
            search.copyTo(result, i);
          }
        });
    return result;
  }

  /**
   * The k nearest points of each point of the tree, itself included, in the order of the point set.
   * Faster than passing the points as queries, because neighbours are searched one after the other.
   *
   * @param k as in {@link #nearest}
   */
  public Neighbours nearestOfEach(int k, Parallel parallel) {
    Neighbours result = new Neighbours(layout.size, k);
    NeighbourSearch[] searches = new NeighbourSearch[parallel.threads()];
    parallel.forRange(
        leafCount(),
        16,
        (worker, from, to) -> {
          NeighbourSearch search = searchOf(searches, worker, k);
          float[] query = new float[layout.dimensions];
          for (int leaf = from; leaf < to; leaf++) {
            for (int position = leafStart(leaf); position < leafEnd(leaf); position++) {
              coordinates(leaf, position, query);
              search.runFrom(leaf, query);
              search.copyTo(result, pointAt(position));
            }
          }
        });
    return result;
  }

  private NeighbourSearch searchOf(NeighbourSearch[] searches, int worker, int k) {
    if (searches[worker] == null) {
      searches[worker] = new NeighbourSearch(this, k);
    }
    return searches[worker];
  }

  // What follows is for algorithms that walk the tree.

  /** The number of nodes; node 0 is the root (it exists even for no points). */
  public int nodeCount() {
    return layout.nodeCount;
  }

  /** The number of leaves. */
  public int leafCount() {
    return layout.leafCount;
  }

  /** The children a node has. */
  public int childCount(int node) {
    return layout.childCount[node];
  }

  /** What is at a slot: a node if not negative, else the leaf {@code ~child(slot)}. */
  public int child(int slot) {
    return layout.child[slot];
  }

  /** The lowest point index below a slot. */
  public int minIndex(int slot) {
    return layout.minIndex[slot];
  }

  /** First position in a leaf. */
  public int leafStart(int leaf) {
    return layout.leafStart[leaf];
  }

  /** One past the last position in a leaf. */
  public int leafEnd(int leaf) {
    return layout.leafStart[leaf + 1];
  }

  /** The index in the point set of the point at a position. */
  public int pointAt(int position) {
    return layout.order[position];
  }

  /** The position of a point of the point set. */
  public int positionOf(int point) {
    return layout.position[point];
  }

  /** Levels of nodes. */
  public int depth() {
    return layout.depth;
  }

  /** Copies the coordinates of the point at a position of a leaf. */
  public void coordinates(int leaf, int position, float[] out) {
    int at = layout.coordinateAt(leaf, position - leafStart(leaf));
    for (int d = 0; d < layout.dimensions; d++) {
      out[d] = layout.blocks[at + d * KdTreeLayout.LANES];
    }
  }

  /**
   * Squared distances from a query to the boxes of a node's children, infinity where the node has
   * fewer than {@value #FANOUT}. Children are in the order of their lowest point.
   *
   * @param out takes {@value #FANOUT} values from {@code at} on
   */
  public void childDistances(int node, float[] query, float[] out, int at) {
    DistanceKernels.boxes(
        layout.boxes, node * layout.nodeStride(), layout.dimensions, query, out, at);
  }

  /**
   * Squared distances from a query to the points of a leaf.
   *
   * @param out at least {@value #LEAF_SIZE} long; element i is for position {@code leafStart(leaf)
   *     + i} and is valid if its bit is set
   * @return bit i set if that point is at a squared distance of at most {@code bound}
   */
  public long leafWithin(int leaf, float[] query, float bound, float[] out) {
    int count = leafEnd(leaf) - leafStart(leaf);
    long mask =
        DistanceKernels.points(
            layout.blocks,
            layout.blockStart(leaf),
            layout.padded(leaf),
            layout.dimensions,
            query,
            bound,
            out);
    return mask & (-1L >>> (64 - count));
  }
}
