package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;

/**
 * HDBSCAN* (Campello, Moulavi, Sander 2013; McInnes and Healy 2017), exact, Euclidean.
 *
 * <p><b>Ties.</b> The spanning tree is that of the total order of edges by mutual reachability
 * distance, then distance, then lower, then higher point index. It is unique, so the result depends
 * neither on the number of threads nor, but for points at exactly equal distances, on the order of
 * the points: a point whose own core distance is what joins two clusters goes to the nearer one.
 *
 * <p><b>Weights.</b> A point of weight w counts for w points at its place: in cluster sizes,
 * stabilities and persistence, and in core distances, where the core distance is the least radius
 * that holds a weight of {@code minSamples} (0 for a point of at least that weight). A point that
 * outweighs {@code minClusterSize} can be a cluster by itself, which ends at its core distance.
 *
 * <p><b>Duplicates.</b> Points at distance 0 join at an infinite density (lambda). A cluster that
 * lasts to an infinite lambda has infinite stability, persistence 1, and its members probability 1
 * if they stay to the end, else 0.
 */
public final class Hdbscan {
  private Hdbscan() {}

  /**
   * Clusters the points. About O(n log n) in time for clustered data of low intrinsic dimension;
   * less than 400 bytes a point of memory at {@code minSamples} 20 and 9 dimensions.
   *
   * @param points any number, also none; not to be changed meanwhile
   * @param parallel the threads to use; the result does not depend on it
   */
  public static HdbscanResult cluster(
      PointSet points, HdbscanParameters parameters, Parallel parallel) {
    float[] core = new float[points.size()];
    SpanningTree spanningTree = spanningTree(points, parameters.minSamples(), core, parallel);
    CondensedTree condensed =
        TreeCondenser.condense(
            points, spanningTree, core, parameters.minClusterSize(), parameters.horizon());
    return Labelling.label(points, condensed, core, parameters);
  }

  /**
   * As above on the calling thread and {@code threads - 1} daemon threads that live as long as the
   * call.
   */
  public static HdbscanResult cluster(PointSet points, HdbscanParameters parameters, int threads) {
    return cluster(points, parameters, Parallel.threads(threads));
  }

  /**
   * The spanning tree and, in {@code core}, the core distances by point. Its working memory is free
   * on return.
   */
  static SpanningTree spanningTree(
      PointSet points, int minSamples, float[] core, Parallel parallel) {
    KdTree tree = KdTree.build(points, parallel);
    NeighbourLists lists = NeighbourLists.find(tree, points, minSamples, parallel);
    for (int position = 0; position < points.size(); position++) {
      core[tree.pointAt(position)] = (float) Math.sqrt(lists.squaredCore(position));
    }
    return new Boruvka(tree, lists, parallel).run();
  }
}
