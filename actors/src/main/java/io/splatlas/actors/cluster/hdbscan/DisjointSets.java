package io.splatlas.actors.cluster.hdbscan;

/**
 * Union-find with path halving. Which element represents a set is up to the caller of {@link
 * #link}.
 */
final class DisjointSets {
  private final int[] parent;

  DisjointSets(int size) {
    parent = new int[size];
    for (int i = 0; i < size; i++) {
      parent[i] = i;
    }
  }

  int find(int element) {
    int x = element;
    while (parent[x] != x) {
      parent[x] = parent[parent[x]];
      x = parent[x];
    }
    return x;
  }

  /** Puts the set represented by {@code child} under the representative {@code root}. */
  void link(int child, int root) {
    parent[child] = root;
  }

  /** Joins two sets under the lower representative; false if they are one already. */
  boolean join(int a, int b) {
    int x = find(a);
    int y = find(b);
    if (x == y) {
      return false;
    }
    parent[Math.max(x, y)] = Math.min(x, y);
    return true;
  }
}
