package io.splatlas.actors.cluster.hdbscan;

import java.util.function.IntToDoubleFunction;

/**
 * Chooses disjoint clusters of a condensed tree, with the semantics of Python's hdbscan 0.8. Where
 * its sets leave an order open, or it would choose a cluster and its ancestor, the ancestor is
 * chosen. Two cases are decided otherwise: LEAF with a single cluster allowed takes the root if
 * nothing splits (there: no cluster), and a root lighter than the minimum size is never a cluster.
 */
final class ClusterChooser {
  private final CondensedTree tree;
  private final HdbscanParameters parameters;
  private final double[] stability;
  private final boolean rootAllowed;

  private ClusterChooser(CondensedTree tree, double[] stability, HdbscanParameters parameters) {
    this.tree = tree;
    this.parameters = parameters;
    this.stability = stability;
    this.rootAllowed =
        parameters.allowSingleCluster()
            && tree.clusters() > 0
            && tree.size(0) >= parameters.minClusterSize();
  }

  /** By cluster of the tree, whether it is chosen. */
  static boolean[] choose(CondensedTree tree, double[] stability, HdbscanParameters parameters) {
    ClusterChooser chooser = new ClusterChooser(tree, stability, parameters);
    boolean[] chosen =
        switch (parameters.selection()) {
          case EXCESS_OF_MASS -> chooser.byExcessOfMass();
          case LEAF -> chooser.leaves();
        };
    chooser.dropDescendants(chosen);
    if (parameters.clusterSelectionEpsilon() > 0 && !(chosen.length > 0 && chosen[0])) {
      chosen = chooser.raise(chosen);
      chooser.dropDescendants(chosen);
    }
    return chosen;
  }

  /**
   * The stability of each cluster: the sum over its weight of the lambda range it was in (Campello
   * et al. 2013, equation 3).
   */
  static double[] stabilities(CondensedTree tree, IntToDoubleFunction weight) {
    double[] sums = new double[tree.clusters()];
    for (int i = 0; i < tree.points(); i++) {
      int c = tree.cluster(i);
      sums[c] += range(tree.birth(c), tree.lambda(i)) * weight.applyAsDouble(i);
    }
    for (int c = 1; c < tree.clusters(); c++) {
      int parent = tree.parent(c);
      sums[parent] += range(tree.birth(parent), tree.birth(c)) * tree.size(c);
    }
    return sums;
  }

  /** The difference, where from infinity to infinity is nothing. */
  private static double range(double from, double to) {
    return to == from ? 0 : to - from;
  }

  private boolean[] byExcessOfMass() {
    boolean[] chosen = new boolean[tree.clusters()];
    double[] below = new double[tree.clusters()];
    double limit =
        parameters.maxClusterSize() == 0 ? Double.POSITIVE_INFINITY : parameters.maxClusterSize();
    for (int c = tree.clusters() - 1; c >= 0; c--) {
      boolean allowed = (c > 0 || rootAllowed) && tree.size(c) <= limit;
      chosen[c] = allowed && stability[c] >= below[c];
      if (c > 0) {
        below[tree.parent(c)] += chosen[c] ? stability[c] : below[c];
      }
    }
    return chosen;
  }

  private boolean[] leaves() {
    boolean[] leaf = new boolean[tree.clusters()];
    for (int c = tree.clusters() - 1; c >= 0; c--) {
      leaf[c] = true;
    }
    for (int c = 1; c < tree.clusters(); c++) {
      leaf[tree.parent(c)] = false;
    }
    if (tree.clusters() > 0) {
      leaf[0] &= rootAllowed;
    }
    return leaf;
  }

  private void dropDescendants(boolean[] chosen) {
    boolean[] covered = new boolean[chosen.length];
    for (int c = 1; c < chosen.length; c++) {
      int parent = tree.parent(c);
      covered[c] = covered[parent] || chosen[parent];
      chosen[c] &= !covered[c];
    }
  }

  /**
   * Replaces clusters born below the selection distance by an ancestor born above it (Malzer and
   * Baum 2020).
   */
  private boolean[] raise(boolean[] chosen) {
    double lambda = 1 / parameters.clusterSelectionEpsilon();
    boolean[] raised = new boolean[chosen.length];
    for (int c = 1; c < chosen.length; c++) {
      if (chosen[c]) {
        raised[tree.birth(c) > lambda ? ancestorBornBefore(c, lambda) : c] = true;
      }
    }
    return raised;
  }

  private int ancestorBornBefore(int cluster, double lambda) {
    int c = cluster;
    while (true) {
      int parent = tree.parent(c);
      if (parent == 0) {
        return rootAllowed ? 0 : c;
      }
      if (tree.birth(parent) < lambda) {
        return parent;
      }
      c = parent;
    }
  }
}
