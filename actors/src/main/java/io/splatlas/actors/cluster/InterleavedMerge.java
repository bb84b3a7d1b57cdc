package io.splatlas.actors.cluster;

import java.util.Arrays;

/**
 * Joins clusters that interpenetrate: the stripes of a ball, the squares of a die. Two things that
 * merely touch share a thin seam; two colours of one thing border on each other nearly everywhere.
 * The measure is the share of the smaller cluster's surfels that have a neighbour in the other one.
 */
final class InterleavedMerge {
  private final SurfelCloud cloud;
  private final ClusteringSettings settings;

  InterleavedMerge(SurfelCloud cloud, ClusteringSettings settings) {
    this.cloud = cloud;
    this.settings = settings;
  }

  /**
   * Segments with interleaved ones joined, the most interleaved pair first; surfaces ({@code
   * fixed}) take no part.
   */
  Segments merge(Segments segments, int fixed) {
    int count = segments.background().length;
    int[] labels = segments.labels().clone();
    while (true) {
      int[] sizes = new int[count];
      for (int label : labels) {
        if (label >= 0) {
          sizes[label]++;
        }
      }
      long best = mostInterleaved(labels, sizes, fixed);
      if (best < 0) {
        return new Segments(labels, segments.probabilities(), segments.background());
      }
      int from = (int) (best >>> 32);
      int into = (int) best;
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] == from) {
          labels[i] = into;
        }
      }
    }
  }

  /** The pair to join, smaller in the high half, or -1. */
  private long mostInterleaved(int[] labels, int[] sizes, int fixed) {
    int count = sizes.length - fixed;
    int[] touching = new int[count * count];
    int[] seenBy = new int[count];
    Arrays.fill(seenBy, -1);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < fixed) {
        continue;
      }
      for (int j = 0; j < cloud.k(); j++) {
        int other = cloud.neighbours()[i * cloud.k() + j];
        if (other < 0 || labels[other] < fixed || labels[other] == labels[i]) {
          continue;
        }
        if (seenBy[labels[other] - fixed] != i && cloud.distance(i, other) <= 2 * cloud.spacing()) {
          seenBy[labels[other] - fixed] = i;
          touching[(labels[i] - fixed) * count + labels[other] - fixed]++;
        }
      }
    }
    long best = -1;
    double bestShare = settings.interleaved();
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        boolean smaller =
            sizes[fixed + a] < sizes[fixed + b] || (sizes[fixed + a] == sizes[fixed + b] && a > b);
        if (!smaller || sizes[fixed + a] == 0) {
          continue;
        }
        double share = touching[a * count + b] / (double) sizes[fixed + a];
        if (share > bestShare) {
          bestShare = share;
          best = ((long) (fixed + a) << 32) | (fixed + b);
        }
      }
    }
    return best;
  }
}
