package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.DisjointSets;
import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The minimum spanning tree under mutual reachability by Boruvka's rounds over a kd-tree (after
 * March, Ram, Gray 2010 and McInnes, Healy 2017, single-tree variant).
 *
 * <p>Each point keeps its first edge that leaves its component, which stays its first until its
 * other end joins the component, or a lower bound of that edge's length. Edges come from the
 * neighbour lists while these can settle them, else from a search of the tree, which needs to go no
 * farther than the best edge known for the component. Any edge found bounds both components it
 * touches.
 *
 * <p>Only some components need to be extended in a round for the number of components to fall
 * geometrically. Those are chosen in which the fewest points are unsettled: large components then
 * are joined by the small ones around them, and most of their points never have to search.
 */
final class Boruvka {
  private static final int UNSETTLED = -1;
  private static final int GRAIN = 1 << 13;
  private static final int LEAF_GRAIN = 8;

  private final KdTree tree;
  private final NeighbourLists lists;
  private final Parallel parallel;
  private final float[] squaredCore;
  private final Components components;

  /** By position: the other end of the point's first outward edge, or UNSETTLED. */
  private final int[] otherEnd;

  /** By position: the key of that edge, or of something not behind it. */
  private final long[] keys;

  /** By position: neighbours in its list before this one are in its own component. */
  private final byte[] listFrom;

  /** By component: the key of an edge that leaves it. */
  private AtomicLongArray bounds = new AtomicLongArray(0);

  Boruvka(KdTree tree, NeighbourLists lists, Parallel parallel) {
    this.tree = tree;
    this.lists = lists;
    this.parallel = parallel;
    this.squaredCore = lists.squaredCores();
    this.components = new Components(tree, squaredCore, parallel);
    this.otherEnd = new int[tree.size()];
    this.keys = new long[tree.size()];
    this.listFrom = new byte[tree.size()];
    Arrays.fill(otherEnd, UNSETTLED);
  }

  /** The sorted edges, one fewer than there are points. */
  SpanningTree run() {
    SpanningTree result = new SpanningTree(Math.max(0, tree.size() - 1));
    while (components.count() > 1) {
      resetBounds();
      parallel.forRange(tree.size(), GRAIN, (worker, from, to) -> settleFromLists(from, to));
      int[] unsettled = countUnsettled();
      int limit = affordable(unsettled);
      if (limit > 0) {
        components.refreshSlots();
        search(unsettled, limit);
      }
      components.relabel(extend(unsettled, limit, result));
    }
    return result.sorted();
  }

  private void resetBounds() {
    bounds = new AtomicLongArray(components.count());
    for (int c = 0; c < components.count(); c++) {
      bounds.setPlain(c, EdgeKey.NONE);
    }
  }

  private void settleFromLists(int from, int to) {
    for (int i = from; i < to; i++) {
      int component = components.ofPoint(i);
      if (otherEnd[i] != UNSETTLED) {
        int other = components.ofPoint(otherEnd[i]);
        if (other != component) {
          offer(component, other, keys[i]);
          continue;
        }
        otherEnd[i] = UNSETTLED;
      }
      settleFromList(i, component);
    }
  }

  /**
   * Looks for the first outward edge in the list; it is settled if no point outside the list can
   * come before it.
   */
  private void settleFromList(int i, int component) {
    int length = lists.length();
    int at = listFrom[i];
    while (at < length && components.ofPoint(lists.neighbour(i, at)) == component) {
      at++;
    }
    listFrom[i] = (byte) at;
    int best = -1;
    float bestReachability = Float.POSITIVE_INFINITY;
    for (; at < length && lists.squaredDistance(i, at) < bestReachability; at++) {
      int other = lists.neighbour(i, at);
      if (components.ofPoint(other) != component) {
        float reachability = reachability(i, other, lists.squaredDistance(i, at));
        if (reachability < bestReachability) {
          bestReachability = reachability;
          best = at;
        }
        if (reachability == squaredCore[i]) {
          break;
        }
      }
    }
    float last = lists.squaredDistance(i, length - 1);
    float unlisted = Math.max(squaredCore[i], last);
    if (best >= 0) {
      int other = lists.neighbour(i, best);
      long key = EdgeKey.of(bestReachability, lists.squaredDistance(i, best));
      offer(component, components.ofPoint(other), key);
      if (bestReachability <= unlisted) {
        otherEnd[i] = other;
        keys[i] = key;
        return;
      }
    }
    keys[i] = Math.max(keys[i], EdgeKey.of(unlisted, last));
  }

  private float reachability(int a, int b, float squaredDistance) {
    return Math.max(squaredDistance, Math.max(squaredCore[a], squaredCore[b]));
  }

  /** Lowers the bounds of two components that an edge joins. */
  private void offer(int a, int b, long key) {
    lower(a, key);
    lower(b, key);
  }

  private void lower(int component, long key) {
    long known = bounds.getOpaque(component);
    while (key < known) {
      long witness = bounds.compareAndExchange(component, known, key);
      if (witness == known) {
        return;
      }
      known = witness;
    }
  }

  private boolean mustSearch(int i, int component) {
    return otherEnd[i] == UNSETTLED && keys[i] <= bounds.getOpaque(component);
  }

  /** By component: how many points would have to search for it to be extended. */
  private int[] countUnsettled() {
    int[] count = new int[components.count()];
    for (int i = 0; i < otherEnd.length; i++) {
      int component = components.ofPoint(i);
      if (mustSearch(i, component)) {
        count[component]++;
      }
    }
    return count;
  }

  /** Components with at most this many unsettled points, at least half of all, are extended. */
  private static int affordable(int[] unsettled) {
    int settled = 0;
    for (int count : unsettled) {
      if (count == 0) {
        settled++;
      }
    }
    if (2L * settled >= unsettled.length) {
      return 0;
    }
    int[] sorted = unsettled.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  private void search(int[] unsettled, int limit) {
    OutsideSearch[] searches = new OutsideSearch[parallel.threads()];
    parallel.forRange(
        tree.leafCount(),
        LEAF_GRAIN,
        (worker, from, to) -> {
          if (searches[worker] == null) {
            searches[worker] = new OutsideSearch(tree, components, squaredCore, bounds);
          }
          for (int leaf = from; leaf < to; leaf++) {
            for (int i = tree.leafStart(leaf); i < tree.leafEnd(leaf); i++) {
              int component = components.ofPoint(i);
              if (unsettled[component] <= limit && mustSearch(i, component)) {
                searchFrom(leaf, i, component, searches[worker]);
              }
            }
          }
        });
  }

  private void searchFrom(int leaf, int i, int component, OutsideSearch search) {
    search.run(leaf, i);
    if (search.found() >= 0) {
      offer(component, components.ofPoint(search.found()), search.foundKey());
    }
    long bound = bounds.getOpaque(component);
    if (search.found() >= 0 && search.foundKey() <= bound) {
      otherEnd[i] = search.found();
      keys[i] = search.foundKey();
    } else {
      keys[i] = Math.max(keys[i], bound);
    }
  }

  /** Adds the first edge of each extended component; returns the components joined accordingly. */
  private DisjointSets extend(int[] unsettled, int limit, SpanningTree result) {
    int[] best = new int[components.count()];
    Arrays.fill(best, -1);
    for (int i = 0; i < otherEnd.length; i++) {
      int component = components.ofPoint(i);
      if (otherEnd[i] != UNSETTLED
          && unsettled[component] <= limit
          && (best[component] < 0 || isBefore(i, best[component]))) {
        best[component] = i;
      }
    }
    DisjointSets sets = new DisjointSets(components.count());
    for (int i : best) {
      if (i >= 0 && sets.join(components.ofPoint(i), components.ofPoint(otherEnd[i]))) {
        result.add(tree.pointAt(i), tree.pointAt(otherEnd[i]), keys[i]);
      }
    }
    return sets;
  }

  /** Whether the edge kept by point {@code a} comes before that kept by point {@code b}. */
  private boolean isBefore(int a, int b) {
    if (keys[a] != keys[b]) {
      return keys[a] < keys[b];
    }
    return pointPair(a) < pointPair(b);
  }

  private long pointPair(int position) {
    int a = tree.pointAt(position);
    int b = tree.pointAt(otherEnd[position]);
    return (long) Math.min(a, b) << 32 | Math.max(a, b);
  }
}
