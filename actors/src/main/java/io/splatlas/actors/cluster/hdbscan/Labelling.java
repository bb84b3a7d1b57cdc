package io.splatlas.actors.cluster.hdbscan;

import static io.splatlas.actors.cluster.hdbscan.HdbscanResult.NOISE;

import io.splatlas.actors.spatial.PointSet;
import java.util.Arrays;

/** Turns the chosen clusters of a condensed tree into labels, probabilities and scores. */
final class Labelling {
  private final CondensedTree tree;
  private final HdbscanParameters parameters;
  private final double[] stability;
  private final boolean[] chosen;

  /** By cluster of the tree: the highest lambda at which a point or a child left it. */
  private final double[] death;

  private Labelling(PointSet points, CondensedTree tree, HdbscanParameters parameters) {
    this.tree = tree;
    this.parameters = parameters;
    this.stability = ClusterChooser.stabilities(tree, points::weight);
    this.chosen = ClusterChooser.choose(tree, stability, parameters);
    this.death = deaths(tree);
  }

  static HdbscanResult label(
      PointSet points, CondensedTree tree, float[] core, HdbscanParameters parameters) {
    Labelling labelling = new Labelling(points, tree, parameters);
    int[] owner = labelling.owners();
    int[] treeClusters = labelling.numberClusters(owner);
    int[] labels = labelling.labels(owner, treeClusters);
    return new HdbscanResult(
        labels,
        labelling.probabilities(owner),
        labelling.outlierScores(),
        core,
        treeClusters,
        labelling.chosenStabilities(treeClusters),
        labelling.persistences(treeClusters),
        tree);
  }

  private static double[] deaths(CondensedTree tree) {
    double[] death = new double[tree.clusters()];
    for (int i = 0; i < tree.points(); i++) {
      int c = tree.cluster(i);
      death[c] = Math.max(death[c], tree.lambda(i));
    }
    for (int c = 1; c < tree.clusters(); c++) {
      int parent = tree.parent(c);
      death[parent] = Math.max(death[parent], tree.birth(c));
    }
    return death;
  }

  /** By point: the chosen cluster of the tree it is a member of, or NOISE. */
  private int[] owners() {
    int[] ownerOfCluster = new int[tree.clusters()];
    for (int c = 0; c < ownerOfCluster.length; c++) {
      int inherited = c == 0 ? NOISE : ownerOfCluster[tree.parent(c)];
      ownerOfCluster[c] = chosen[c] ? c : inherited;
    }
    int[] owner = new int[tree.points()];
    for (int i = 0; i < owner.length; i++) {
      int c = ownerOfCluster[tree.cluster(i)];
      owner[i] = c == 0 && tree.lambda(i) < rootLambda() ? NOISE : c;
    }
    return owner;
  }

  /**
   * Every point is below the root, so members of a single cluster are those that stay up to a
   * certain density.
   */
  private double rootLambda() {
    if (parameters.horizon() > 0) {
      return tree.birth(0);
    }
    double epsilon = parameters.clusterSelectionEpsilon();
    return epsilon > 0 ? 1 / epsilon : death[0];
  }

  /** The clusters that have members, in the order of their lowest point index. */
  private int[] numberClusters(int[] owner) {
    int[] result = new int[tree.clusters()];
    boolean[] seen = new boolean[tree.clusters()];
    int count = 0;
    for (int c : owner) {
      if (c != NOISE && !seen[c]) {
        seen[c] = true;
        result[count++] = c;
      }
    }
    return Arrays.copyOf(result, count);
  }

  private int[] labels(int[] owner, int[] treeClusters) {
    int[] labelOf = new int[tree.clusters()];
    for (int label = 0; label < treeClusters.length; label++) {
      labelOf[treeClusters[label]] = label;
    }
    int[] labels = new int[owner.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = owner[i] == NOISE ? NOISE : labelOf[owner[i]];
    }
    return labels;
  }

  private float[] probabilities(int[] owner) {
    float[] result = new float[owner.length];
    for (int i = 0; i < result.length; i++) {
      if (owner[i] != NOISE) {
        result[i] = (float) share(Math.min(tree.lambda(i), death[owner[i]]), death[owner[i]]);
      }
    }
    return result;
  }

  /** {@code part / whole}, where all of infinity is 1 and anything finite of it 0. */
  private static double share(double part, double whole) {
    return part == whole ? 1 : part / whole;
  }

  private float[] outlierScores() {
    double[] highest = death.clone();
    for (int c = highest.length - 1; c > 0; c--) {
      int parent = tree.parent(c);
      highest[parent] = Math.max(highest[parent], highest[c]);
    }
    float[] result = new float[tree.points()];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (1 - share(tree.lambda(i), highest[tree.cluster(i)]));
    }
    return result;
  }

  private double[] chosenStabilities(int[] treeClusters) {
    double[] result = new double[treeClusters.length];
    for (int label = 0; label < result.length; label++) {
      result[label] = stability[treeClusters[label]];
    }
    return result;
  }

  private double[] persistences(int[] treeClusters) {
    double highest = 0;
    for (double lambda : death) {
      highest = Math.max(highest, lambda);
    }
    double[] result = new double[treeClusters.length];
    for (int label = 0; label < result.length; label++) {
      double most = tree.size(treeClusters[label]) * highest;
      result[label] = Double.isInfinite(most) ? 1 : stability[treeClusters[label]] / most;
    }
    return result;
  }
}
