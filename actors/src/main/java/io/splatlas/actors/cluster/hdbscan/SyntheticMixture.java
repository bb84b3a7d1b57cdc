package io.splatlas.actors.cluster.hdbscan;

import java.util.SplittableRandom;

/**
 * Points with known clusters, for benchmarks and tests: isotropic Gaussian clusters in the unit
 * cube and uniform noise.
 *
 * @param coordinates row-major n x dimensions
 * @param truth by point: the cluster it was drawn from, -1 for noise
 */
@SuppressWarnings("ArrayRecordComponent")
public record SyntheticMixture(float[] coordinates, int[] truth) {
  private static final double LEAST_DEVIATION = 0.02;
  private static final double MOST_DEVIATION = 0.05;

  /** The mixture of the clustering benchmark: 9 dimensions, 40 clusters, 10 % noise. */
  public static SyntheticMixture benchmark(int n, long seed) {
    return generate(n, 9, 40, 0.1, seed);
  }

  /**
   * Draws points, clusters and noise in random order. Centres are uniform in the unit cube,
   * standard deviations uniform from 0.02 to 0.05, clusters equally likely, noise is uniform in the
   * cube.
   *
   * @param noise probability of a point to be noise, 0 to 1
   * @param seed the same seed gives the same points
   */
  public static SyntheticMixture generate(
      int n, int dimensions, int clusters, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] centres = random.doubles((long) clusters * dimensions).toArray();
    double[] deviations = random.doubles(clusters, LEAST_DEVIATION, MOST_DEVIATION).toArray();
    float[] coordinates = new float[Math.multiplyExact(n, dimensions)];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      truth[i] = random.nextDouble() < noise ? -1 : random.nextInt(clusters);
      for (int d = 0; d < dimensions; d++) {
        coordinates[i * dimensions + d] =
            (float)
                (truth[i] < 0
                    ? random.nextDouble()
                    : random.nextGaussian(
                        centres[truth[i] * dimensions + d], deviations[truth[i]]));
      }
    }
    return new SyntheticMixture(coordinates, truth);
  }
}
