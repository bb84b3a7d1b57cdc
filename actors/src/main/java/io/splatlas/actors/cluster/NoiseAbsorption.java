package io.splatlas.actors.cluster;

/**
 * Surfels that no cluster took join the segment of their nearest labelled neighbour, in rounds from
 * the clusters outwards (METHOD section 3, with distances in spacings instead of a share of the
 * extent). The spacings are the cluster's: of noise that joined it, with wide gaps between, more
 * noise is not in reach, or a table would take in what floats before the walls.
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
    float[] spacings = cloud.local().clone();
    for (int round = 0; round < ROUNDS; round++) {
      int[] before = labels.clone();
      float[] spacingsBefore = spacings.clone();
      boolean changed = false;
      for (int i = 0; i < labels.length; i++) {
        if (before[i] < 0) {
          int joined = nearest(before, spacingsBefore, i);
          if (joined >= 0) {
            labels[i] = before[joined];
            spacings[i] = Math.min(spacings[i], spacingsBefore[joined]);
            changed = true;
          }
        }
      }
      if (!changed) {
        break;
      }
    }
    return new Segments(labels, segments.probabilities(), segments.background());
  }

  /** The nearest labelled neighbour, -1 when it is out of reach or there is none. */
  private int nearest(int[] labels, float[] spacings, int i) {
    for (int j = 0; j < cloud.k(); j++) {
      int other = cloud.neighbours()[i * cloud.k() + j];
      if (other >= 0 && labels[other] >= 0) {
        return cloud.distance(i, other) <= settings.reach() * spacings[other] ? other : -1;
      }
    }
    return -1;
  }
}
