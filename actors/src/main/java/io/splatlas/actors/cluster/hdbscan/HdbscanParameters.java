package io.splatlas.actors.cluster.hdbscan;

/**
 * Parameters of {@link Hdbscan}, checked when made.
 *
 * @param minClusterSize the least weight of a cluster (its number of points if they have no
 *     weights); a split that parts less is points falling out of a cluster; default 20, at least 2
 * @param minSamples the core distance of a point is the distance to its {@code minSamples}-th
 *     nearest neighbour, where the point itself is the first (as in the paper and in scikit-learn;
 *     the hdbscan package of Python leaves the point out, so that its {@code min_samples} is one
 *     less); more than there are points means all points; default 20, at least 1
 * @param clusterSelectionEpsilon clusters born by a split below this distance are given up for the
 *     ancestor that was born above it (Malzer and Baum 2020); in the unit of the coordinates; 0 for
 *     none; default 0, finite, at least 0
 * @param maxClusterSize heavier clusters are not chosen by excess of mass; 0 for no limit; no
 *     effect on LEAF; can be overridden by {@code clusterSelectionEpsilon}; default 0, at least 0
 * @param selection how clusters are chosen; default EXCESS_OF_MASS
 * @param allowSingleCluster whether all points together may be one cluster; default false
 * @param horizon nothing counts as connected over a greater distance: the whole, and clusters that
 *     part above it, are born at its density instead of nothing; what keeps a single cluster from
 *     always winning by an infinite life; in the unit of the coordinates; 0 for none; default 0,
 *     finite, at least 0
 */
public record HdbscanParameters(
    int minClusterSize,
    int minSamples,
    double clusterSelectionEpsilon,
    int maxClusterSize,
    ClusterSelection selection,
    boolean allowSingleCluster,
    double horizon) {

  /** Checks the ranges above; the message of the exception names the field. */
  public HdbscanParameters {
    require(minClusterSize >= 2, "minClusterSize", minClusterSize, "at least 2");
    require(minSamples >= 1, "minSamples", minSamples, "at least 1");
    require(
        clusterSelectionEpsilon >= 0 && clusterSelectionEpsilon < Double.POSITIVE_INFINITY,
        "clusterSelectionEpsilon",
        clusterSelectionEpsilon,
        "finite and at least 0");
    require(
        horizon >= 0 && horizon < Double.POSITIVE_INFINITY,
        "horizon",
        horizon,
        "finite and at least 0 (0: none)");
    require(maxClusterSize >= 0, "maxClusterSize", maxClusterSize, "at least 0 (0: no limit)");
  }

  private static void require(boolean holds, String field, Number value, String range) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: must be %s".formatted(field, value, range));
    }
  }

  /** The defaults above. */
  public static HdbscanParameters defaults() {
    return new HdbscanParameters(20, 20, 0, 0, ClusterSelection.EXCESS_OF_MASS, false, 0);
  }

  /** These with another {@link #minClusterSize}. */
  public HdbscanParameters withMinClusterSize(int value) {
    return new HdbscanParameters(
        value,
        minSamples,
        clusterSelectionEpsilon,
        maxClusterSize,
        selection,
        allowSingleCluster,
        horizon);
  }

  /** These with another {@link #minSamples}. */
  public HdbscanParameters withMinSamples(int value) {
    return new HdbscanParameters(
        minClusterSize,
        value,
        clusterSelectionEpsilon,
        maxClusterSize,
        selection,
        allowSingleCluster,
        horizon);
  }

  /** These with another {@link #clusterSelectionEpsilon}. */
  public HdbscanParameters withClusterSelectionEpsilon(double value) {
    return new HdbscanParameters(
        minClusterSize, minSamples, value, maxClusterSize, selection, allowSingleCluster, horizon);
  }

  /** These with another {@link #maxClusterSize}. */
  public HdbscanParameters withMaxClusterSize(int value) {
    return new HdbscanParameters(
        minClusterSize,
        minSamples,
        clusterSelectionEpsilon,
        value,
        selection,
        allowSingleCluster,
        horizon);
  }

  /** These with another {@link #selection}. */
  public HdbscanParameters withSelection(ClusterSelection value) {
    return new HdbscanParameters(
        minClusterSize,
        minSamples,
        clusterSelectionEpsilon,
        maxClusterSize,
        value,
        allowSingleCluster,
        horizon);
  }

  /** These with another {@link #allowSingleCluster}. */
  public HdbscanParameters withAllowSingleCluster(boolean value) {
    return new HdbscanParameters(
        minClusterSize,
        minSamples,
        clusterSelectionEpsilon,
        maxClusterSize,
        selection,
        value,
        horizon);
  }
}
