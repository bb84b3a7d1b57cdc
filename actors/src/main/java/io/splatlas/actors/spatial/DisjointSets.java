package io.splatlas.actors.spatial;

/**
 * Union-find with path halving. Which element represents a set is up to the caller of {@link
 * #link}. Not thread-safe.
 */
public final class DisjointSets {
  private final int[] parent;

  /**
   * As many sets as elements, each with one.
   *
   * @param size number of elements, at least 0
   */
  public DisjointSets(int size) {
    parent = new int[size];
    for (int i = 0; i < size; i++) {
      parent[i] = i;
    }
  }

  /** The element that represents an element's set. */
  public int find(int element) {
    int x = element;
    while (parent[x] != x) {
      parent[x] = parent[parent[x]];
      x = parent[x];
    }
    return x;
  }

  /** Puts the set represented by {@code child} under the representative {@code root}. */
  public void link(int child, int root) {
    parent[child] = root;
  }

  /** Joins two sets under the lower representative; false if they are one already. */
  public boolean join(int a, int b) {
    int x = find(a);
    int y = find(b);
    if (x == y) {
      return false;
    }
    parent[Math.max(x, y)] = Math.min(x, y);
    return true;
  }
}
