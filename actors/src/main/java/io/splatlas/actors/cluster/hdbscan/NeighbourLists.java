package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.NeighbourSearch;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;

/**
 * Core distances, and for each point its nearest other points: the candidates from which the first
 * rounds of Boruvka draw their edges. All is by position in the tree, and squared.
 */
final class NeighbourLists {
  /** Neighbours worth keeping even when core distances need fewer. */
  private static final int MIN_LENGTH = 8;

  /** Neighbours worth keeping when core distances need more. */
  private static final int MAX_LENGTH = 32;

  private final int length;
  private final int[] neighbours;
  private final float[] squaredDistances;
  private final float[] squaredCore;

  private NeighbourLists(int points, int length) {
    this.length = length;
    this.neighbours = new int[Math.multiplyExact(points, length)];
    this.squaredDistances = new float[neighbours.length];
    this.squaredCore = new float[points];
  }

  static NeighbourLists find(KdTree tree, PointSet points, int minSamples, Parallel parallel) {
    int n = tree.size();
    int k = Math.min(n, Math.max(minSamples, MIN_LENGTH + 1));
    NeighbourLists lists = new NeighbourLists(n, Math.min(Math.max(k - 1, 0), MAX_LENGTH));
    NeighbourSearch[] searches = new NeighbourSearch[parallel.threads()];
    parallel.forRange(
        tree.leafCount(),
        16,
        (worker, from, to) -> {
          if (searches[worker] == null) {
            searches[worker] = new NeighbourSearch(tree, k);
          }
          for (int leaf = from; leaf < to; leaf++) {
            lists.findOfLeaf(tree, points, minSamples, leaf, searches[worker]);
          }
        });
    return lists;
  }

  private void findOfLeaf(
      KdTree tree, PointSet points, int minSamples, int leaf, NeighbourSearch search) {
    float[] query = new float[tree.dimensions()];
    for (int position = tree.leafStart(leaf); position < tree.leafEnd(leaf); position++) {
      tree.coordinates(leaf, position, query);
      search.runFrom(leaf, query);
      squaredCore[position] = squaredCore(search, points, minSamples);
      keep(search, tree, position);
    }
  }

  /**
   * The squared radius that holds a weight of {@code minSamples}, or the farthest point's if all
   * together weigh less.
   */
  private static float squaredCore(NeighbourSearch search, PointSet points, int minSamples) {
    if (!points.isWeighted()) {
      return search.squaredDistance(Math.min(minSamples, search.count()) - 1);
    }
    double weight = 0;
    int i = 0;
    while (true) {
      weight += points.weight(search.point(i));
      if (weight >= minSamples || i == search.count() - 1) {
        return search.squaredDistance(i);
      }
      i++;
    }
  }

  /**
   * Keeps the nearest without the point itself, which is missing from the search if it has many
   * duplicates.
   */
  private void keep(NeighbourSearch search, KdTree tree, int position) {
    int self = tree.pointAt(position);
    int at = position * length;
    int end = at + length;
    for (int i = 0; at < end; i++) {
      if (search.point(i) != self) {
        neighbours[at] = tree.positionOf(search.point(i));
        squaredDistances[at++] = search.squaredDistance(i);
      }
    }
  }

  /**
   * Neighbours a point; any other point is farther, or as far and of a higher index, than the last
   * of them.
   */
  int length() {
    return length;
  }

  int neighbour(int position, int i) {
    return neighbours[position * length + i];
  }

  float squaredDistance(int position, int i) {
    return squaredDistances[position * length + i];
  }

  float squaredCore(int position) {
    return squaredCore[position];
  }

  float[] squaredCores() {
    return squaredCore;
  }
}
