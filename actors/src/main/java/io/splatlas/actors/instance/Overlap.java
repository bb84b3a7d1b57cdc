package io.splatlas.actors.instance;

import java.util.BitSet;

/**
 * How many Gaussians known instances and new clusters share.
 *
 * @param shared known instances (by their place in {@code ids}) x clusters
 * @param ids the known instances that have Gaussians in this snapshot, ascending
 * @param known Gaussians per known instance
 * @param clusters Gaussians per cluster
 * @param fresh Gaussians per cluster that belong to no known instance
 */
record Overlap(double[][] shared, int[] ids, int[] known, int[] clusters, int[] fresh) {

  static Overlap of(int[] instances, int[] labels, int clusterCount) {
    int[] ids = present(instances);
    int[] rows = places(ids);
    double[][] shared = new double[ids.length][clusterCount];
    int[] known = new int[ids.length];
    int[] clusters = new int[clusterCount];
    int[] fresh = new int[clusterCount];
    for (int i = 0; i < instances.length; i++) {
      int row = instances[i] > 0 ? rows[instances[i]] : -1;
      int column = labels[i];
      if (row >= 0) {
        known[row]++;
      }
      if (column >= 0) {
        clusters[column]++;
        if (row >= 0) {
          shared[row][column]++;
        } else {
          fresh[column]++;
        }
      }
    }
    return new Overlap(shared, ids, known, clusters, fresh);
  }

  /** The ids that there are, ascending. */
  private static int[] present(int[] instances) {
    BitSet present = new BitSet();
    for (int id : instances) {
      present.set(id);
    }
    present.clear(0);
    return present.stream().toArray();
  }

  /** The place of each id, by id. */
  private static int[] places(int[] ids) {
    int[] places = new int[ids.length == 0 ? 0 : ids[ids.length - 1] + 1];
    for (int row = 0; row < ids.length; row++) {
      places[ids[row]] = row;
    }
    return places;
  }

  /** Gaussians of a cluster that belong to known instances. */
  int claimed(int cluster) {
    return clusters[cluster] - fresh[cluster];
  }

  /** The known instance that holds most of a cluster, as a place in {@code ids}, or -1. */
  int mainSource(int cluster) {
    int best = -1;
    for (int row = 0; row < ids.length; row++) {
      if (shared[row][cluster] > 0 && (best < 0 || shared[row][cluster] > shared[best][cluster])) {
        best = row;
      }
    }
    return best;
  }

  /** The cluster that holds most of a known instance, or -1. */
  int mainTarget(int row) {
    int best = -1;
    for (int c = 0; c < clusters.length; c++) {
      if (shared[row][c] > 0 && (best < 0 || shared[row][c] > shared[row][best])) {
        best = c;
      }
    }
    return best;
  }
}
