package io.splatlas.actors.instance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one clustering means for the known instances, while it is being worked out. */
final class Decision {
  private final Overlap overlap;

  /** Instance id per cluster, 0 = none yet. */
  final int[] target;

  /** New instance to the one it came out of. */
  final Map<Integer, Integer> splitFrom = new TreeMap<>();

  /** Ended instance to the one it became part of. */
  final Map<Integer, Integer> mergedInto = new TreeMap<>();

  final List<Integer> removed = new ArrayList<>();

  /**
   * Instances that no cluster speaks for, but that are not given up yet: their Gaussians stay
   * theirs.
   */
  final List<Integer> kept = new ArrayList<>();

  Decision(Overlap overlap, int clusters) {
    this.overlap = overlap;
    this.target = new int[clusters];
  }

  void match(int knownRow, int cluster) {
    target[cluster] = overlap.ids()[knownRow];
  }

  boolean isTarget(int id) {
    return clusterOf(id) >= 0;
  }

  /** The ids of instances that are over. */
  BitSet ending() {
    BitSet ending = new BitSet();
    mergedInto.keySet().forEach(ending::set);
    removed.forEach(ending::set);
    return ending;
  }

  /** The first cluster that is this instance, or -1. */
  int clusterOf(int id) {
    for (int c = 0; c < target.length; c++) {
      if (target[c] == id) {
        return c;
      }
    }
    return -1;
  }

  /** Instance id per Gaussian. */
  int[] instances(int[] before, int[] labels) {
    BitSet stay = new BitSet();
    kept.forEach(stay::set);
    int[] instances = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      if (stay.get(before[row])) {
        instances[row] = before[row];
      } else {
        instances[row] = labels[row] < 0 ? 0 : target[labels[row]];
      }
    }
    return instances;
  }
}
