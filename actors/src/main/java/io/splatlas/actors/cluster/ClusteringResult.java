package io.splatlas.actors.cluster;

/**
 * Clusters of a snapshot.
 *
 * @param labels cluster per Gaussian of the snapshot, -1 = none, else 0..clusters-1
 * @param probabilities membership per Gaussian, 0..1
 * @param background per cluster: a supporting or enclosing surface rather than a thing
 */
public record ClusteringResult(int[] labels, float[] probabilities, boolean[] background) {
  /** Number of clusters. */
  public int clusters() {
    return background.length;
  }
}
