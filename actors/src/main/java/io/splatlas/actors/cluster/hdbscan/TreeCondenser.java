package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.DisjointSets;
import io.splatlas.actors.spatial.PointSet;
import java.util.Arrays;

/**
 * Builds the single-linkage tree of the spanning tree and condenses it from the root down (McInnes
 * and Healy 2017, section 2.3): a split is one of clusters only if both sides have the minimum
 * size.
 *
 * <p>Nodes 0 to n - 1 of the single-linkage tree are the points, node n + e is the merge by edge e.
 * A node's children have lower numbers, so one pass from the top visits parents first, without
 * recursion.
 */
final class TreeCondenser {
  private static final int INSIDE = -1;

  private final PointSet points;
  private final SpanningTree edges;
  private final int minClusterSize;
  private final double horizon;
  private final int n;
  private final int[] left;
  private final int[] right;

  /** By merge. */
  private final double[] size;

  private TreeCondenser(PointSet points, SpanningTree edges, int minClusterSize, double horizon) {
    this.horizon = horizon;
    this.points = points;
    this.edges = edges;
    this.minClusterSize = minClusterSize;
    this.n = points.size();
    this.left = new int[edges.size()];
    this.right = new int[edges.size()];
    this.size = new double[edges.size()];
  }

  /**
   * @param edges in order, n - 1 of them
   * @param core core distances by point
   * @param horizon greatest distance that connects, 0 for any
   */
  static CondensedTree condense(
      PointSet points, SpanningTree edges, float[] core, int minClusterSize, double horizon) {
    TreeCondenser condenser = new TreeCondenser(points, edges, minClusterSize, horizon);
    condenser.link();
    return condenser.condense(core);
  }

  private void link() {
    DisjointSets sets = new DisjointSets(Math.max(0, 2 * n - 1));
    for (int e = 0; e < edges.size(); e++) {
      left[e] = sets.find(edges.lower(e));
      right[e] = sets.find(edges.higher(e));
      size[e] = sizeOf(left[e]) + sizeOf(right[e]);
      sets.link(left[e], n + e);
      sets.link(right[e], n + e);
    }
  }

  private double sizeOf(int node) {
    return node < n ? points.weight(node) : size[node - n];
  }

  /** The density at which a distance parts, at least that of the horizon. */
  private double lambda(double distance) {
    return 1 / (horizon > 0 ? Math.min(distance, horizon) : distance);
  }

  private CondensedTree condense(float[] core) {
    CondensedTree tree = new CondensedTree(n);
    if (n == 0) {
      return tree;
    }
    int[] cluster = new int[2 * n - 1];
    int[] fellAt = new int[2 * n - 1];
    Arrays.fill(fellAt, INSIDE);
    cluster[2 * n - 2] =
        tree.addCluster(CondensedTree.NONE, lambda(Double.POSITIVE_INFINITY), sizeOf(2 * n - 2));
    for (int e = edges.size() - 1; e >= 0; e--) {
      divide(e, tree, cluster, fellAt);
    }
    for (int i = 0; i < n; i++) {
      float distance = fellAt[i] == INSIDE ? core[i] : edges.reachability(fellAt[i]);
      tree.setPoint(i, cluster[i], lambda(distance));
    }
    return tree;
  }

  private void divide(int edge, CondensedTree tree, int[] cluster, int[] fellAt) {
    int node = n + edge;
    int a = left[edge];
    int b = right[edge];
    cluster[a] = cluster[node];
    cluster[b] = cluster[node];
    if (fellAt[node] != INSIDE) {
      fellAt[a] = fellAt[node];
      fellAt[b] = fellAt[node];
      return;
    }
    boolean bigA = sizeOf(a) >= minClusterSize;
    boolean bigB = sizeOf(b) >= minClusterSize;
    if (bigA && bigB) {
      double birth = lambda(edges.reachability(edge));
      cluster[a] = tree.addCluster(cluster[node], birth, sizeOf(a));
      cluster[b] = tree.addCluster(cluster[node], birth, sizeOf(b));
      return;
    }
    if (!bigA) {
      fellAt[a] = edge;
    }
    if (!bigB) {
      fellAt[b] = edge;
    }
  }
}
