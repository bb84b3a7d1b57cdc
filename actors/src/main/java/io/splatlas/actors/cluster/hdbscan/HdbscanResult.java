package io.splatlas.actors.cluster.hdbscan;

/**
 * What {@link Hdbscan} found. Arrays are not copies; they belong to whoever asked for the
 * clustering.
 *
 * @param labels by point: -1 for noise, else the cluster from 0; clusters are numbered in the order
 *     of their lowest point index
 * @param probabilities by point: how far into the cluster's densities the point stays in it, 0 to
 *     1; 0 for noise
 * @param outlierScores by point: GLOSH (Campello et al. 2015), 0 for the densest places to 1 for
 *     the most outlying
 * @param coreDistances by point, in the unit of the coordinates
 * @param treeClusters by cluster: its number in the condensed tree
 * @param stabilities by cluster: the sum over its weight of the lambda range it was in
 * @param persistences by cluster: stability as a share of what its weight would have had up to the
 *     highest lambda met, 0 to 1
 * @param condensedTree the hierarchy the clusters were chosen from
 */
@SuppressWarnings("ArrayRecordComponent")
public record HdbscanResult(
    int[] labels,
    float[] probabilities,
    float[] outlierScores,
    float[] coreDistances,
    int[] treeClusters,
    double[] stabilities,
    double[] persistences,
    CondensedTree condensedTree) {

  /** The label of points in no cluster. */
  public static final int NOISE = -1;

  /** The number of clusters. */
  public int clusterCount() {
    return treeClusters.length;
  }

  /** The number of points in no cluster. */
  public int noiseCount() {
    int count = 0;
    for (int label : labels) {
      if (label == NOISE) {
        count++;
      }
    }
    return count;
  }
}
