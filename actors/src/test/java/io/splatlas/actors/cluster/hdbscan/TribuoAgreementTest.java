package io.splatlas.actors.cluster.hdbscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.spatial.PointSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.MutableDataset;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.hdbscan.HdbscanTrainer;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.DistanceType;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Agreement with another implementation. Tribuo follows the paper in one point in which the Python
 * library and we do not: edges of equal weight go at once, so that a point whose core distance
 * alone joins two clusters belongs to neither. Such members fell out at the very birth of their
 * cluster and are compared as noise.
 */
class TribuoAgreementTest {
  @ParameterizedTest
  @CsvSource({
    "400,2,5,0.1,8,5,1",
    "400,3,6,0.3,10,8,2",
    "600,6,8,0.1,10,10,3",
    "600,9,10,0.2,6,4,4",
    "300,9,3,0.8,8,6,5",
    "500,12,6,0,12,12,6",
    "500,1,5,0.1,15,5,7"
  })
  void shouldAgreeUpToNamesAndTies(
      int n,
      int dimensions,
      int clusters,
      double noise,
      int minClusterSize,
      int minSamples,
      long seed) {
    float[] coordinates =
        SyntheticMixture.generate(n, dimensions, clusters, noise, seed).coordinates();
    HdbscanResult ours =
        Hdbscan.cluster(
            PointSet.of(coordinates, dimensions),
            HdbscanParameters.defaults()
                .withMinClusterSize(minClusterSize)
                .withMinSamples(minSamples),
            2);
    int[] theirs = tribuo(coordinates, dimensions, minClusterSize, minSamples);
    assertTrue(ours.clusterCount() >= 2, "a set worth comparing");
    assertEquals(0, Partitions.differences(withoutTies(ours), theirs));
  }

  private static int[] withoutTies(HdbscanResult result) {
    int[] labels = result.labels().clone();
    CondensedTree tree = result.condensedTree();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0 && tree.lambda(i) == tree.birth(result.treeClusters()[labels[i]])) {
        labels[i] = -1;
      }
    }
    return labels;
  }

  private static int[] tribuo(
      float[] coordinates, int dimensions, int minClusterSize, int minSamples) {
    String[] names = new String[dimensions];
    for (int d = 0; d < dimensions; d++) {
      names[d] = "x%02d".formatted(d);
    }
    MutableDataset<ClusterID> data =
        new MutableDataset<>(
            new ListDataSource<>(
                List.of(),
                new ClusteringFactory(),
                new SimpleDataSourceProvenance("points", new ClusteringFactory())));
    int n = coordinates.length / dimensions;
    for (int i = 0; i < n; i++) {
      double[] values = new double[dimensions];
      for (int d = 0; d < dimensions; d++) {
        values[d] = coordinates[i * dimensions + d];
      }
      data.add(new ArrayExample<>(new ClusterID(ClusterID.UNASSIGNED), names, values));
    }
    HdbscanTrainer trainer =
        new HdbscanTrainer(
            minClusterSize,
            DistanceType.L2.getDistance(),
            minSamples,
            1,
            NeighboursQueryFactoryType.BRUTE_FORCE);
    List<Integer> labels = trainer.train(data).getClusterLabels();
    return labels.stream().mapToInt(label -> label == 0 ? -1 : label).toArray();
  }
}
