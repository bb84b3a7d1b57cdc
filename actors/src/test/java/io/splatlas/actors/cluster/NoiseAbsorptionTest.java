package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseAbsorptionTest {
  private static final int K = 4;

  /** Surfels on a line, each with the spacing it has there, metres. */
  private static SurfelCloud line(float[] at, float[] spacing) {
    int n = at.length;
    int[] neighbours = new int[K * n];
    for (int i = 0; i < n; i++) {
      int self = i;
      int[] near =
          IntStream.range(0, n)
              .filter(j -> j != self)
              .boxed()
              .sorted(Comparator.comparingDouble(j -> Math.abs(at[j] - at[self])))
              .limit(K)
              .mapToInt(j -> j)
              .toArray();
      System.arraycopy(near, 0, neighbours, K * i, K);
    }
    float[][] position = {at, new float[n], new float[n]};
    return new SurfelCloud(
        IntStream.range(0, n).toArray(),
        position,
        new float[3][n],
        new float[3][n],
        new float[0][],
        new float[n],
        new float[n],
        neighbours,
        K,
        spacing,
        1);
  }

  private static int[] absorbed(SurfelCloud cloud, int... labels) {
    Segments segments = new Segments(labels, new float[labels.length], new boolean[1]);
    return new NoiseAbsorption(cloud, ClusteringSettings.DEFAULTS).absorb(segments).labels();
  }

  @Test
  void shouldTakeWhatIsInReachFromNeighbourToNeighbour() {
    float[] at = {0, 1, 2, 3, 6, 9, 12};
    float[] spacing = {1, 1, 1, 1, 1, 1, 1};
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 0, 0, 0}, absorbed(line(at, spacing), 0, 0, 0, 0, -1, -1, -1));
  }

  @Test
  void shouldNotHandAClusterOnOverGapsThatOnlyTheNoiseHas() {
    float[] at = {0, 1, 2, 3, 8, 15, 22};
    float[] spacing = {1, 1, 1, 1, 7, 7, 7};
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 0, -1, -1}, absorbed(line(at, spacing), 0, 0, 0, 0, -1, -1, -1));
  }

  @Test
  void shouldReachAsFarAsASparseClusterIsSparse() {
    float[] at = {0, 7, 14, 21, 28, 49};
    float[] spacing = {7, 7, 7, 7, 7, 7};
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 0, 0}, absorbed(line(at, spacing), 0, 0, 0, 0, -1, -1));
  }
}
