package io.splatlas.actors.cluster.hdbscan;

import java.util.Arrays;

/**
 * The edges of the minimum spanning tree under mutual reachability, between points of the point
 * set.
 */
final class SpanningTree {
  private final int[] lower;
  private final int[] higher;
  private final long[] keys;
  private int size;

  SpanningTree(int capacity) {
    this.lower = new int[capacity];
    this.higher = new int[capacity];
    this.keys = new long[capacity];
  }

  void add(int a, int b, long key) {
    lower[size] = Math.min(a, b);
    higher[size] = Math.max(a, b);
    keys[size++] = key;
  }

  int size() {
    return size;
  }

  int lower(int edge) {
    return lower[edge];
  }

  int higher(int edge) {
    return higher[edge];
  }

  long key(int edge) {
    return keys[edge];
  }

  /** Mutual reachability distance of an edge, rounded as core distances are. */
  float reachability(int edge) {
    return (float) Math.sqrt(EdgeKey.squaredReachability(keys[edge]));
  }

  /** A copy of the tree with its edges in order. */
  SpanningTree sorted() {
    long[] byReachability = new long[size];
    for (int e = 0; e < size; e++) {
      byReachability[e] = (keys[e] & 0xFFFFFFFF00000000L) | e;
    }
    Arrays.sort(byReachability);
    SpanningTree result = new SpanningTree(size);
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && byReachability[to] >>> 32 == byReachability[from] >>> 32) {
        to++;
      }
      addTied(byReachability, from, to, result);
      from = to;
    }
    return result;
  }

  /** Adds edges of equal reachability in the order of distance. */
  private void addTied(long[] byReachability, int from, int to, SpanningTree result) {
    long[] byDistance = new long[to - from];
    for (int i = from; i < to; i++) {
      int e = (int) byReachability[i];
      byDistance[i - from] = keys[e] << 32 | e;
    }
    Arrays.sort(byDistance);
    for (int i = 0; i < byDistance.length; ) {
      int end = i + 1;
      while (end < byDistance.length && byDistance[end] >>> 32 == byDistance[i] >>> 32) {
        end++;
      }
      addEqual(byDistance, i, end, result);
      i = end;
    }
  }

  /** Adds edges of equal reachability and distance in the order of their points. */
  private void addEqual(long[] byDistance, int from, int to, SpanningTree result) {
    long[] byPoints = new long[to - from];
    for (int i = from; i < to; i++) {
      int e = (int) byDistance[i];
      byPoints[i - from] = (long) lower[e] << 32 | higher[e];
    }
    Arrays.sort(byPoints);
    long key = keys[(int) byDistance[from]];
    for (long points : byPoints) {
      result.add((int) (points >>> 32), (int) points, key);
    }
  }
}
