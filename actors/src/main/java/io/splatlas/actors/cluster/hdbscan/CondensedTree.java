package io.splatlas.actors.cluster.hdbscan;

import java.util.Arrays;

/**
 * The hierarchy of clusters of at least the minimum size. Cluster 0 is the root, all points
 * together; a parent has a lower number than its children. Density is lambda = 1 / distance: a
 * cluster lives from its birth to the lambda at which it splits in two or its last points fall out;
 * each point falls out of exactly one cluster.
 */
public final class CondensedTree {
  /** The parent of the root. */
  public static final int NONE = -1;

  private final int[] pointCluster;
  private final double[] pointLambda;
  private int[] parent = new int[16];
  private double[] birth = new double[16];
  private double[] size = new double[16];
  private int clusters;

  CondensedTree(int points) {
    this.pointCluster = new int[points];
    this.pointLambda = new double[points];
  }

  int addCluster(int parentCluster, double birthLambda, double weight) {
    if (clusters == parent.length) {
      parent = Arrays.copyOf(parent, 2 * clusters);
      birth = Arrays.copyOf(birth, 2 * clusters);
      size = Arrays.copyOf(size, 2 * clusters);
    }
    parent[clusters] = parentCluster;
    birth[clusters] = birthLambda;
    size[clusters] = weight;
    return clusters++;
  }

  void setPoint(int point, int cluster, double lambda) {
    pointCluster[point] = cluster;
    pointLambda[point] = lambda;
  }

  /** The number of points. */
  public int points() {
    return pointCluster.length;
  }

  /** The number of clusters of the hierarchy, the root included; 0 if there are no points. */
  public int clusters() {
    return clusters;
  }

  /** The cluster a cluster split from; {@link #NONE} for the root. */
  public int parent(int cluster) {
    return parent[cluster];
  }

  /**
   * The lambda at which a cluster split from its parent; 0 for the root; infinity if that was
   * between duplicates.
   */
  public double birth(int cluster) {
    return birth[cluster];
  }

  /** The weight of a cluster at its birth: its number of points if they have no weights. */
  public double size(int cluster) {
    return size[cluster];
  }

  /** The cluster a point fell out of: the smallest it ever was in. */
  public int cluster(int point) {
    return pointCluster[point];
  }

  /**
   * The lambda at which a point fell out of its cluster; infinity if a duplicate of it never left
   * it.
   */
  public double lambda(int point) {
    return pointLambda[point];
  }
}
