package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.PointSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/**
 * HDBSCAN by the book, as the oracle of the tests: all pairs, Kruskal, and for every cluster the
 * list of its points. It shares with the product the definition of a squared distance and of the
 * order of edges, and nothing else.
 */
@NullUnmarked
final class BruteForceHdbscan {
  record Edge(int a, int b, float reachability, float distance) {}

  /** A cluster of the condensed tree. */
  static final class Node {
    final Node parent;
    final double birth;
    final List<Integer> members;
    final List<Node> children = new ArrayList<>();
    final List<Integer> fallen = new ArrayList<>();
    boolean chosen;

    Node(Node parent, double birth, List<Integer> members) {
      this.parent = parent;
      this.birth = birth;
      this.members = members;
    }
  }

  final PointSet points;
  final HdbscanParameters parameters;
  final int n;
  final float[] squaredCore;
  final List<Edge> tree = new ArrayList<>();

  /** By edge of the tree: the two sets of points it joined. */
  private final List<List<List<Integer>>> sides = new ArrayList<>();

  final double[] lambda;
  final Node[] leftFrom;
  final int[] labels;
  final float[] probabilities;
  final float[] outlierScores;

  BruteForceHdbscan(PointSet points, HdbscanParameters parameters) {
    this.points = points;
    this.parameters = parameters;
    this.n = points.size();
    this.squaredCore = new float[n];
    this.lambda = new double[n];
    this.leftFrom = new Node[n];
    this.labels = new int[n];
    this.probabilities = new float[n];
    this.outlierScores = new float[n];
    Arrays.fill(labels, -1);
    if (n > 0) {
      findCores();
      findTree();
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        all.add(i);
      }
      Node root = new Node(null, 0, all);
      condense(root);
      choose(root);
      label(root);
    }
  }

  float squaredDistance(int i, int j) {
    float[] x = points.coordinates();
    int d = points.dimensions();
    float sum = 0;
    for (int a = 0; a < d; a++) {
      float difference = x[i * d + a] - x[j * d + a];
      sum += difference * difference;
    }
    return sum;
  }

  private void findCores() {
    for (int i = 0; i < n; i++) {
      long[] others = new long[n];
      for (int j = 0; j < n; j++) {
        others[j] = ((long) Float.floatToIntBits(squaredDistance(i, j)) << 32) | j;
      }
      Arrays.sort(others);
      double weight = 0;
      for (long other : others) {
        int j = (int) other;
        squaredCore[i] = squaredDistance(i, j);
        weight += points.weight(j);
        if (weight >= parameters.minSamples()) {
          break;
        }
      }
    }
  }

  private void findTree() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        float distance = squaredDistance(i, j);
        float reachability = Math.max(distance, Math.max(squaredCore[i], squaredCore[j]));
        edges.add(new Edge(i, j, reachability, distance));
      }
    }
    edges.sort(
        Comparator.comparingDouble(Edge::reachability)
            .thenComparingDouble(Edge::distance)
            .thenComparingInt(Edge::a)
            .thenComparingInt(Edge::b));
    List<List<Integer>> component = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      component.add(List.of(i));
    }
    for (Edge e : edges) {
      List<Integer> from = component.get(e.a);
      List<Integer> to = component.get(e.b);
      if (!from.contains(e.b)) {
        tree.add(e);
        sides.add(List.of(from, to));
        List<Integer> both = new ArrayList<>(from);
        both.addAll(to);
        both.forEach(i -> component.set(i, both));
      }
    }
  }

  private double weight(List<Integer> list) {
    return list.stream().mapToDouble(points::weight).sum();
  }

  /** Takes the last edge out of a cluster until it splits in two or is gone. */
  private void condense(Node node) {
    List<Integer> members = node.members;
    while (members.size() > 1) {
      int edge = lastEdgeInside(members);
      double at = 1 / (double) (float) Math.sqrt(tree.get(edge).reachability);
      List<List<Integer>> halves = new ArrayList<>(sides.get(edge));
      halves.sort(Comparator.comparingDouble(this::weight));
      if (weight(halves.get(0)) >= parameters.minClusterSize()) {
        for (List<Integer> side : halves) {
          Node child = new Node(node, at, side);
          node.children.add(child);
          condense(child);
        }
        return;
      }
      for (List<Integer> side : halves) {
        if (weight(side) < parameters.minClusterSize()) {
          side.forEach(i -> leave(node, i, at));
        }
      }
      if (weight(halves.get(1)) < parameters.minClusterSize()) {
        return;
      }
      members = halves.get(1);
    }
    leave(node, members.get(0), 1 / (double) (float) Math.sqrt(squaredCore[members.get(0)]));
  }

  private void leave(Node node, int point, double at) {
    node.fallen.add(point);
    leftFrom[point] = node;
    lambda[point] = at;
  }

  /** The last edge of the tree inside a connected set of points. */
  private int lastEdgeInside(List<Integer> members) {
    boolean[] inside = new boolean[n];
    members.forEach(i -> inside[i] = true);
    int last = tree.size() - 1;
    while (!(inside[tree.get(last).a] && inside[tree.get(last).b])) {
      last--;
    }
    return last;
  }

  double stability(Node node) {
    double sum = 0;
    for (int i : node.fallen) {
      sum += lambda[i] == node.birth ? 0 : (lambda[i] - node.birth) * points.weight(i);
    }
    for (Node child : node.children) {
      sum += child.birth == node.birth ? 0 : (child.birth - node.birth) * weight(child.members);
    }
    return sum;
  }

  private boolean mayBeChosen(Node node) {
    return node.parent != null
        || (parameters.allowSingleCluster() && weight(node.members) >= parameters.minClusterSize());
  }

  private void choose(Node root) {
    if (parameters.selection() == ClusterSelection.LEAF) {
      forEach(root, node -> node.chosen = node.children.isEmpty() && mayBeChosen(node));
    } else {
      excessOfMass(root);
    }
    double epsilon = parameters.clusterSelectionEpsilon();
    if (epsilon > 0 && !root.chosen) {
      List<Node> chosen = new ArrayList<>();
      forEach(
          root,
          node -> {
            if (node.chosen) {
              chosen.add(node);
            }
          });
      chosen.forEach(node -> node.chosen = false);
      chosen.forEach(node -> raise(node, epsilon).chosen = true);
    }
    forEach(root, node -> node.chosen &= !hasChosenAncestor(node));
  }

  private Node raise(Node node, double epsilon) {
    Node at = node;
    if (1 / at.birth >= epsilon) {
      return at;
    }
    while (at.parent.parent != null) {
      at = at.parent;
      if (1 / at.birth > epsilon) {
        return at;
      }
    }
    return mayBeChosen(at.parent) ? at.parent : at;
  }

  /** Returns the best total stability of disjoint clusters at or below a node and marks them. */
  private double excessOfMass(Node node) {
    double below = 0;
    for (Node child : node.children) {
      below += excessOfMass(child);
    }
    boolean tooLarge =
        parameters.maxClusterSize() > 0 && weight(node.members) > parameters.maxClusterSize();
    if (!mayBeChosen(node) || tooLarge || below > stability(node)) {
      return below;
    }
    forEach(node, descendant -> descendant.chosen = descendant == node);
    return stability(node);
  }

  private static boolean hasChosenAncestor(Node node) {
    for (Node a = node.parent; a != null; a = a.parent) {
      if (a.chosen) {
        return true;
      }
    }
    return false;
  }

  private static void forEach(Node node, Consumer<Node> action) {
    action.accept(node);
    node.children.forEach(child -> forEach(child, action));
  }

  private double death(Node node) {
    double last = 0;
    for (int i : node.fallen) {
      last = Math.max(last, lambda[i]);
    }
    for (Node child : node.children) {
      last = Math.max(last, child.birth);
    }
    return last;
  }

  private double deathBelow(Node node) {
    double last = death(node);
    for (Node child : node.children) {
      last = Math.max(last, deathBelow(child));
    }
    return last;
  }

  private void label(Node root) {
    double epsilon = parameters.clusterSelectionEpsilon();
    double rootLambda = epsilon > 0 ? 1 / epsilon : death(root);
    List<Node> known = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double highest = deathBelow(leftFrom[i]);
      outlierScores[i] = (float) (lambda[i] == highest ? 0 : 1 - lambda[i] / highest);
      Node owner = leftFrom[i];
      while (owner != null && !owner.chosen) {
        owner = owner.parent;
      }
      if (owner == null || (owner == root && lambda[i] < rootLambda)) {
        continue;
      }
      if (!known.contains(owner)) {
        known.add(owner);
      }
      labels[i] = known.indexOf(owner);
      double end = death(owner);
      probabilities[i] = (float) (lambda[i] >= end ? 1 : lambda[i] / end);
    }
  }
}
