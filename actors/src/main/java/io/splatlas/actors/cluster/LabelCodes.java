package io.splatlas.actors.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small code for every cluster, so that clusters whose Gaussians lie side by side have different
 * ones: as a map is coloured, the cluster with the most neighbours first. A few channels then tell
 * any number of clusters apart wherever the choice is between neighbours.
 */
final class LabelCodes {
  /** Codes there are. */
  static final int CODES = 16;

  private LabelCodes() {}

  /**
   * Codes of clusters.
   *
   * @param clusters how many
   * @param labels cluster per Gaussian, -1 = none
   * @param neighbours rows of {@code k} Gaussians near each, -1 = none
   */
  static int[] of(int clusters, int[] labels, int[] neighbours, int k) {
    List<Set<Integer>> beside = new ArrayList<>();
    for (int c = 0; c < clusters; c++) {
      beside.add(new TreeSet<>());
    }
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; labels[i] >= 0 && j < k; j++) {
        int other = neighbours[i * k + j] < 0 ? -1 : labels[neighbours[i * k + j]];
        if (other >= 0 && other != labels[i]) {
          beside.get(labels[i]).add(other);
          beside.get(other).add(labels[i]);
        }
      }
    }
    List<Integer> order = new ArrayList<>();
    int[] codes = new int[clusters];
    for (int c = 0; c < clusters; c++) {
      order.add(c);
      codes[c] = -1;
    }
    order.sort(Comparator.comparingInt(c -> -beside.get(c).size()));
    int[] used = new int[CODES];
    for (int c : order) {
      codes[c] = leastUsed(used, beside.get(c), codes);
      used[codes[c]]++;
    }
    return codes;
  }

  /** The rarest code that no neighbour has; the rarest of all when neighbours have them all. */
  private static int leastUsed(int[] used, Set<Integer> beside, int[] codes) {
    boolean[] taken = new boolean[CODES];
    beside.stream().filter(other -> codes[other] >= 0).forEach(other -> taken[codes[other]] = true);
    int best = -1;
    int rarest = 0;
    for (int code = 0; code < CODES; code++) {
      rarest = used[code] < used[rarest] ? code : rarest;
      if (!taken[code] && (best < 0 || used[code] < used[best])) {
        best = code;
      }
    }
    return best < 0 ? rarest : best;
  }
}
