package io.splatlas.actors.spatial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KdTreeTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9, 12, 16, 17, 64})
  void shouldFindTheSameNeighboursAsAScan(int dimensions) {
    SplittableRandom random = new SplittableRandom(dimensions);
    for (int n : new int[] {1, 2, 15, 16, 17, 63, 64, 65, 300, 1500}) {
      float[] coordinates = random(random, n, dimensions);
      assertSameAsScan(coordinates, dimensions, 7);
    }
  }

  @Test
  void shouldBreakTiesByIndexAmongDuplicatesAndGridPoints() {
    SplittableRandom random = new SplittableRandom(3);
    float[] coordinates = new float[3 * 1200];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = random.nextInt(5);
    }
    assertSameAsScan(coordinates, 3, 40);
  }

  @Test
  void shouldCopeWithAllPointsEqual() {
    assertSameAsScan(new float[2 * 5000], 2, 3, 20);
  }

  @Test
  void shouldCopeWithCoordinatesThatHalveAgainAndAgain() {
    float[] coordinates = new float[3000 * 2];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = (float) Math.pow(0.97, i) * (i % 3 - 1);
    }
    assertSameAsScan(coordinates, 2, 5, 100);
  }

  @Test
  void shouldCopeWithLargeAndTinyMagnitudes() {
    SplittableRandom random = new SplittableRandom(4);
    float[] coordinates = random(random, 500, 4);
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] *= i % 3 == 0 ? 0.1f * PointSet.MAX_MAGNITUDE : 1e-30f;
    }
    assertSameAsScan(coordinates, 4, 5);
  }

  @Test
  void shouldFillRowsWithNothingWhereThereAreTooFewPoints() {
    KdTree tree = KdTree.build(PointSet.of(new float[] {1, 4}, 1), Parallel.sequential());
    Neighbours found = tree.nearest(new float[] {0}, 3, Parallel.sequential());
    assertArrayEquals(new int[] {0, 1, -1}, found.indices());
    assertArrayEquals(new float[] {1, 4, Float.POSITIVE_INFINITY}, found.distances());
  }

  @Test
  void shouldAnswerQueriesOnNoPoints() {
    KdTree tree = KdTree.build(PointSet.of(new float[0], 3), Parallel.sequential());
    assertArrayEquals(
        new int[] {-1}, tree.nearest(new float[3], 1, Parallel.sequential()).indices());
    assertEquals(0, tree.nearestOfEach(1, Parallel.sequential()).indices().length);
  }

  @Test
  void shouldGiveTheSameTreeOnAnyNumberOfThreads() {
    PointSet points = PointSet.of(random(new SplittableRandom(5), 20_000, 3), 3);
    KdTree one = KdTree.build(points, Parallel.sequential());
    KdTree three = KdTree.build(points, Parallel.threads(3));
    assertEquals(one.leafCount(), three.leafCount());
    for (int i = 0; i < points.size(); i++) {
      assertEquals(one.pointAt(i), three.pointAt(i));
      assertEquals(i, one.positionOf(one.pointAt(i)));
    }
  }

  @Test
  void shouldRefuseNeighbourCountsAndQueriesOutOfRange() {
    KdTree tree = KdTree.build(PointSet.of(new float[6], 3), Parallel.sequential());
    assertThrows(
        IllegalArgumentException.class, () -> tree.nearestOfEach(0, Parallel.sequential()));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> tree.nearest(new float[] {0, Float.NaN, 0}, 1, Parallel.sequential()));
    assertTrue(String.valueOf(error.getMessage()).contains("coordinate 1 of point 0 is NaN"));
  }

  private static float[] random(SplittableRandom random, int n, int dimensions) {
    float[] coordinates = new float[n * dimensions];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = (float) random.nextGaussian();
    }
    return coordinates;
  }

  private static void assertSameAsScan(float[] coordinates, int dimensions, int k) {
    assertSameAsScan(coordinates, dimensions, k, 1);
  }

  private static void assertSameAsScan(float[] coordinates, int dimensions, int k, int step) {
    PointSet points = PointSet.of(coordinates, dimensions);
    KdTree tree = KdTree.build(points, Parallel.threads(2));
    Neighbours each = tree.nearestOfEach(k, Parallel.threads(2));
    Neighbours queried = tree.nearest(coordinates, k, Parallel.threads(2));
    assertArrayEquals(each.indices(), queried.indices());
    assertArrayEquals(each.distances(), queried.distances());
    for (int i = 0; i < points.size(); i += step) {
      int[] expected = scan(coordinates, dimensions, i, k);
      assertArrayEquals(expected, Arrays.copyOfRange(each.indices(), i * k, i * k + k));
      for (int j = 0; j < k && expected[j] >= 0; j++) {
        float distance =
            (float) Math.sqrt(squaredDistance(coordinates, dimensions, i, expected[j]));
        assertEquals(distance, each.distances()[i * k + j]);
      }
    }
  }

  private static int[] scan(float[] coordinates, int dimensions, int query, int k) {
    int n = coordinates.length / dimensions;
    long[] keys = new long[n];
    for (int j = 0; j < n; j++) {
      float distance = squaredDistance(coordinates, dimensions, query, j);
      keys[j] = ((long) Float.floatToIntBits(distance) << 32) | j;
    }
    Arrays.sort(keys);
    int[] result = new int[k];
    for (int i = 0; i < k; i++) {
      result[i] = i < n ? (int) keys[i] : -1;
    }
    return result;
  }

  private static float squaredDistance(float[] coordinates, int dimensions, int i, int j) {
    float sum = 0;
    for (int d = 0; d < dimensions; d++) {
      float difference = coordinates[i * dimensions + d] - coordinates[j * dimensions + d];
      sum += difference * difference;
    }
    return sum;
  }
}
