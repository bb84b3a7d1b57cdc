package io.splatlas.actors.cluster.hdbscan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HdbscanTest {
  private static final HdbscanParameters SMALL =
      HdbscanParameters.defaults().withMinClusterSize(5).withMinSamples(5);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 9, 12})
  void shouldAgreeWithTheOracleOnRandomPoints(int dimensions) {
    for (int n : new int[] {30, 120}) {
      assertMatchesOracle(PointSet.of(uniform(n, dimensions, n), dimensions));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 12})
  void shouldAgreeWithTheOracleOnClustersInNoise(int dimensions) {
    for (double noise : new double[] {0.1, 0.8}) {
      SyntheticMixture mixture =
          SyntheticMixture.generate(120, dimensions, 5, noise, dimensions + 1);
      assertMatchesOracle(PointSet.of(mixture.coordinates(), dimensions));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 12})
  void shouldAgreeWithTheOracleOnDuplicatesAndGrids(int steps) {
    SplittableRandom random = new SplittableRandom(steps);
    float[] coordinates = new float[140 * 2];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = random.nextInt(steps);
    }
    assertMatchesOracle(PointSet.of(coordinates, 2));
  }

  @Test
  void shouldAgreeWithTheOracleOnCollinearPoints() {
    float[] even = new float[150 * 3];
    float[] uneven = new float[150 * 3];
    for (int i = 0; i < 150; i++) {
      for (int d = 0; d < 3; d++) {
        even[i * 3 + d] = i;
        uneven[i * 3 + d] = i + 0.01f * i * i + 40 * (i / 50);
      }
    }
    assertMatchesOracle(PointSet.of(even, 3));
    assertMatchesOracle(PointSet.of(uneven, 3));
  }

  @Test
  void shouldAgreeWithTheOracleOnEqualPoints() {
    assertMatchesOracle(PointSet.of(new float[90 * 2], 2));
  }

  @Test
  void shouldAgreeWithTheOracleOnWeightedPoints() {
    SplittableRandom random = new SplittableRandom(8);
    float[] weights = new float[150];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + random.nextInt(4) * random.nextInt(4) * 0.5f;
    }
    SyntheticMixture mixture = SyntheticMixture.generate(150, 3, 4, 0.2, 8);
    assertMatchesOracle(PointSet.weighted(mixture.coordinates(), 3, weights));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void shouldAgreeWithTheOracleOnAHandfulOfPoints(int n) {
    assertMatchesOracle(PointSet.of(uniform(n, 2, 1), 2));
  }

  @Test
  void shouldCallFewerPointsThanAClusterNoise() {
    for (int n = 0; n < 20; n++) {
      HdbscanParameters single = HdbscanParameters.defaults().withAllowSingleCluster(true);
      HdbscanResult result = Hdbscan.cluster(PointSet.of(uniform(n, 3, n), 3), single, 2);
      assertEquals(n, result.noiseCount());
      assertEquals(0, result.clusterCount());
    }
  }

  @Test
  void shouldFindTheClustersOfAMixture() {
    SyntheticMixture mixture = SyntheticMixture.benchmark(6000, 2);
    HdbscanResult result =
        Hdbscan.cluster(PointSet.of(mixture.coordinates(), 9), HdbscanParameters.defaults(), 2);
    assertEquals(40, result.clusterCount());
    int[] clusterOf = new int[40];
    Arrays.fill(clusterOf, -1);
    int wrong = 0;
    for (int i = 0; i < 6000; i++) {
      int label = result.labels()[i];
      int truth = mixture.truth()[i];
      if (label >= 0 && truth >= 0) {
        clusterOf[label] = clusterOf[label] < 0 ? truth : clusterOf[label];
        wrong += clusterOf[label] == truth ? 0 : 1;
      }
      wrong += label < 0 && truth >= 0 ? 1 : 0;
    }
    assertTrue(wrong < 120, wrong + " of 6000 are wrong");
  }

  @Test
  void shouldGiveIdenticalArraysOnAnyNumberOfThreads() {
    PointSet points = PointSet.of(SyntheticMixture.benchmark(20_000, 3).coordinates(), 9);
    HdbscanResult one =
        Hdbscan.cluster(points, HdbscanParameters.defaults(), Parallel.sequential());
    for (int threads = 2; threads <= 3; threads++) {
      HdbscanResult more = Hdbscan.cluster(points, HdbscanParameters.defaults(), threads);
      assertArrayEquals(one.labels(), more.labels());
      assertArrayEquals(one.probabilities(), more.probabilities());
      assertArrayEquals(one.outlierScores(), more.outlierScores());
      assertArrayEquals(one.coreDistances(), more.coreDistances());
      assertArrayEquals(one.stabilities(), more.stabilities());
      assertArrayEquals(one.persistences(), more.persistences());
    }
  }

  @Test
  void shouldGiveTheSameClustersForShuffledPoints() {
    int n = 5000;
    float[] coordinates = SyntheticMixture.generate(n, 4, 12, 0.1, 5).coordinates();
    int[] order = new SplittableRandom(1).ints(0, n).distinct().limit(n).toArray();
    float[] shuffled = new float[coordinates.length];
    for (int i = 0; i < n; i++) {
      System.arraycopy(coordinates, order[i] * 4, shuffled, i * 4, 4);
    }
    HdbscanResult straight = Hdbscan.cluster(PointSet.of(coordinates, 4), SMALL, 2);
    HdbscanResult mixed = Hdbscan.cluster(PointSet.of(shuffled, 4), SMALL, 2);
    int[] back = new int[n];
    for (int i = 0; i < n; i++) {
      back[order[i]] = mixed.labels()[i];
    }
    Partitions.assertSame(straight.labels(), back);
  }

  @Test
  void shouldCountAPooledPointAsItsCopies() {
    float[] places = SyntheticMixture.generate(400, 2, 6, 0.1, 6).coordinates();
    float[] weights = new float[400];
    float[] copies = new float[0];
    for (int i = 0; i < 400; i++) {
      weights[i] = 1 + i % 3;
      for (int c = 0; c < weights[i]; c++) {
        copies = Arrays.copyOf(copies, copies.length + 2);
        System.arraycopy(places, i * 2, copies, copies.length - 2, 2);
      }
    }
    HdbscanParameters parameters =
        HdbscanParameters.defaults().withMinClusterSize(25).withMinSamples(8);
    HdbscanResult pooled = Hdbscan.cluster(PointSet.weighted(places, 2, weights), parameters, 1);
    HdbscanResult copied = Hdbscan.cluster(PointSet.of(copies, 2), parameters, 1);
    assertEquals(copied.clusterCount(), pooled.clusterCount());
    for (int i = 0, copy = 0; i < 400; i++) {
      for (int c = 0; c < weights[i]; c++, copy++) {
        assertEquals(copied.labels()[copy], pooled.labels()[i]);
        assertEquals(copied.coreDistances()[copy], pooled.coreDistances()[i]);
        assertEquals(copied.outlierScores()[copy], pooled.outlierScores()[i], 1e-6f);
      }
    }
  }

  @Test
  void shouldNotOverflowTheStackOnAChainOfPoints() {
    int n = 100_000;
    float[] coordinates = new float[n];
    for (int i = 0; i < n; i++) {
      coordinates[i] = i + (float) i * i * 1e-4f;
    }
    HdbscanResult result = Hdbscan.cluster(PointSet.of(coordinates, 1), SMALL.withMinSamples(1), 2);
    assertEquals(n, result.labels().length);
  }

  @Test
  void shouldHandleManyCopiesOfFewPoints() {
    int n = 50_000;
    float[] coordinates = new float[n * 3];
    for (int i = 0; i < n; i++) {
      coordinates[i * 3] = i % 7;
    }
    HdbscanResult result =
        Hdbscan.cluster(PointSet.of(coordinates, 3), HdbscanParameters.defaults(), 2);
    assertEquals(7, result.clusterCount());
    for (int i = 0; i < n; i++) {
      assertEquals(i % 7, result.labels()[i]);
      assertEquals(1f, result.probabilities()[i]);
    }
  }

  @Test
  void shouldNameTheParameterThatIsOutOfRange() {
    HdbscanParameters p = HdbscanParameters.defaults();
    assertNames("minClusterSize is 1", () -> p.withMinClusterSize(1));
    assertNames("minSamples is 0", () -> p.withMinSamples(0));
    assertNames("clusterSelectionEpsilon is NaN", () -> p.withClusterSelectionEpsilon(Double.NaN));
    assertNames("clusterSelectionEpsilon is -1", () -> p.withClusterSelectionEpsilon(-1));
    assertNames("maxClusterSize is -2", () -> p.withMaxClusterSize(-2));
  }

  private static void assertNames(String start, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message != null && message.startsWith(start), message);
  }

  private static void assertMatchesOracle(PointSet points) {
    for (int minSamples : new int[] {1, 4, 40}) {
      for (int minClusterSize : new int[] {2, 6, 25}) {
        assertMatchesOracle(
            points,
            HdbscanParameters.defaults()
                .withMinClusterSize(minClusterSize)
                .withMinSamples(minSamples));
      }
    }
    for (ClusterSelection selection : ClusterSelection.values()) {
      HdbscanParameters p = SMALL.withSelection(selection);
      assertMatchesOracle(points, p.withMaxClusterSize(30));
      for (double epsilon : new double[] {0, 0.05, 0.3}) {
        HdbscanParameters raised = p.withClusterSelectionEpsilon(epsilon);
        assertMatchesOracle(points, raised);
        assertMatchesOracle(points, raised.withAllowSingleCluster(true));
      }
    }
  }

  private static void assertMatchesOracle(PointSet points, HdbscanParameters p) {
    BruteForceHdbscan oracle = new BruteForceHdbscan(points, p);
    HdbscanResult result = Hdbscan.cluster(points, p, 2);
    String what = points.size() + " points, " + p;
    for (int i = 0; i < points.size(); i++) {
      assertEquals((float) Math.sqrt(oracle.squaredCore[i]), result.coreDistances()[i], what);
      assertEquals(oracle.lambda[i], result.condensedTree().lambda(i), what);
    }
    assertArrayEquals(oracle.labels, result.labels(), what);
    assertArrayEquals(oracle.probabilities, result.probabilities(), 1e-6f, what);
    assertArrayEquals(oracle.outlierScores, result.outlierScores(), 1e-6f, what);
    for (int label = 0; label < result.clusterCount(); label++) {
      double persistence = result.persistences()[label];
      assertTrue(persistence >= 0 && persistence <= 1 + 1e-9, what + ": " + persistence);
    }
  }

  private static float[] uniform(int n, int dimensions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] coordinates = new float[n * dimensions];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = random.nextFloat();
    }
    return coordinates;
  }

  private static PointSet blobs(int count, double apart) {
    SplittableRandom random = new SplittableRandom(count);
    float[] coordinates = new float[count * 60 * 2];
    for (int i = 0; i < coordinates.length / 2; i++) {
      coordinates[2 * i] = (float) (Math.floorDiv(i, 60) * apart + random.nextDouble());
      coordinates[2 * i + 1] = (float) random.nextDouble();
    }
    return PointSet.of(coordinates, 2);
  }

  private static HdbscanResult within(double horizon, PointSet points) {
    return Hdbscan.cluster(
        points,
        new HdbscanParameters(20, 5, 0, 0, ClusterSelection.EXCESS_OF_MASS, true, horizon),
        1);
  }

  @Test
  void shouldPartWhatTheHorizonParts() {
    assertEquals(2, within(1, blobs(2, 20)).clusterCount());
    assertEquals(3, within(1, blobs(3, 20)).clusterCount());
  }

  @Test
  void shouldKeepOneBlobWholeWithinTheHorizon() {
    HdbscanResult found = within(2, blobs(1, 0));
    assertEquals(1, found.clusterCount());
    assertTrue(Arrays.stream(found.labels()).allMatch(label -> label == 0));
  }

  @Test
  void shouldTakeNoAccountOfAFarHorizon() {
    PointSet points = PointSet.of(SyntheticMixture.generate(400, 3, 5, 0.2, 3).coordinates(), 3);
    HdbscanParameters none = SMALL;
    HdbscanParameters far =
        new HdbscanParameters(5, 5, 0, 0, ClusterSelection.EXCESS_OF_MASS, false, 1e12);
    assertArrayEquals(
        Hdbscan.cluster(points, none, 1).labels(), Hdbscan.cluster(points, far, 1).labels());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseAHorizonThatIsNone(double horizon) {
    assertThrows(IllegalArgumentException.class, () -> within(horizon, blobs(1, 0)));
  }
}
