package io.splatlas.actors.cluster;

/**
 * Clusters of a snapshot.
 *
 * @param labels cluster per Gaussian of the snapshot, -1 = none, else 0..clusters-1
 * @param probabilities membership per Gaussian, 0..1
 * @param background per cluster: a supporting or enclosing surface rather than a thing
 * @param apart per cluster: how far it stands apart from other things, 0..1; what lies among others
 *     is likely a part of one
 */
public record ClusteringResult(
    int[] labels, float[] probabilities, boolean[] background, float[] apart) {
  /** Number of clusters. */
  public int clusters() {
    return background.length;
  }
}
