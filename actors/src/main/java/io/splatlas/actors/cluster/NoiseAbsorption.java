package io.splatlas.actors.cluster;

/**
 * Surfels that no cluster took join the segment of their nearest labelled neighbour, in rounds from
 * the clusters outwards (METHOD section 3, with distances in spacings instead of a share of the
 * extent).
 */
final class NoiseAbsorption {
  private static final int ROUNDS = 8;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;

  NoiseAbsorption(SurfelCloud cloud, ClusteringSettings settings) {
    this.cloud = cloud;
    this.settings = settings;
  }

  Segments absorb(Segments segments) {
    int[] labels = segments.labels().clone();
    for (int round = 0; round < ROUNDS; round++) {
      int[] before = labels.clone();
      boolean changed = false;
      for (int i = 0; i < labels.length; i++) {
        if (before[i] < 0) {
          labels[i] = nearestLabel(before, i);
          changed |= labels[i] >= 0;
        }
      }
      if (!changed) {
        break;
      }
    }
    return new Segments(labels, segments.probabilities(), segments.background());
  }

  private int nearestLabel(int[] labels, int i) {
    for (int j = 0; j < cloud.k(); j++) {
      int other = cloud.neighbours()[i * cloud.k() + j];
      if (other >= 0 && labels[other] >= 0) {
        return cloud.distance(i, other) <= settings.reach() * cloud.local()[other]
            ? labels[other]
            : -1;
      }
    }
    return -1;
  }
}
