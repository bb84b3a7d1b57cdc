package io.splatlas.actors.cluster;

/**
 * How far segments stand apart from other things. A thing touches what it stands on and lies
 * against, which are background surfaces; what touches other things all around is likely a part of
 * one, a leaf of a plant, a shelf of a bookcase.
 */
final class Apartness {
  private final SurfelCloud cloud;

  Apartness(SurfelCloud cloud) {
    this.cloud = cloud;
  }

  /**
   * Per segment, the share of its surfels' neighbours that are not of another thing: 1 = it touches
   * none, 0 = it lies entirely among others.
   */
  float[] of(Segments segments) {
    int[] labels = segments.labels();
    boolean[] background = segments.background();
    int[] all = new int[background.length];
    int[] others = new int[background.length];
    for (int i = 0; i < labels.length; i++) {
      int own = labels[i];
      for (int j = 0; j < cloud.k() && own >= 0; j++) {
        int neighbour = cloud.neighbours()[i * cloud.k() + j];
        int label = neighbour < 0 ? -1 : labels[neighbour];
        if (label >= 0) {
          all[own]++;
          others[own] += label != own && !background[label] ? 1 : 0;
        }
      }
    }
    float[] apart = new float[background.length];
    for (int segment = 0; segment < apart.length; segment++) {
      apart[segment] = all[segment] == 0 ? 0 : 1 - others[segment] / (float) all[segment];
    }
    return apart;
  }
}
