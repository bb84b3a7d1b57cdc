package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every device finds of neighbours and rows. */
public abstract class GpuNeighbourContract {
  private GpuDevice device;

  /** A device to test. */
  protected abstract GpuDevice create(long memoryCap);

  @BeforeEach
  void open() {
    device = create(1L << 26);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 3, 2",
    "3, 2, 5",
    "17, 3, 4",
    "63, 12, 9",
    "64, 16, 32",
    "65, 1, 32",
    "255, 9, 20",
    "600, 12, 31"
  })
  void shouldFindTheNearestWithTheirDistances(int n, int dimensions, int k) {
    SplittableRandom random = new SplittableRandom(n);
    float[] points = new float[n * dimensions];
    for (int i = 0; i < points.length; i++) {
      // Few values, so that many points are as far or at the same place.
      points[i] = random.nextInt(5) == 0 ? random.nextInt(3) : (float) random.nextGaussian();
    }
    Neighbours found = device.neighbours(points, dimensions, 0, n, k);
    assertEquals(k, found.k());
    for (int q = 0; q < n; q++) {
      assertNearest(points, dimensions, q, found, q);
    }
    int first = n / 3;
    Neighbours some = device.neighbours(points, dimensions, first, n / 2, k);
    for (int q = 0; q < n / 2; q++) {
      assertNearest(points, dimensions, first + q, some, q);
    }
    assertEquals(0, device.neighbours(points, dimensions, n, 0, k).indices().length);
  }

  @Test
  void shouldOrderEquallyFarPointsByIndex() {
    float[] points = {1, 1, 1, 0, 2, 1};
    Neighbours found = device.neighbours(points, 1, 2, 1, 8);
    assertArrayEquals(new int[] {0, 1, 2, 5, 3, 4, -1, -1}, found.indices());
    float far = Float.POSITIVE_INFINITY;
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 1, far, far}, found.squaredDistances());
  }

  @Test
  void shouldRefusePointsAndQueriesOutOfRange() {
    float[] points = new float[12];
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 5, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 0, 0, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> device.neighbours(new float[17], 17, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 3, 0, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 3, -1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 3, 0, 4, 0));
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 3, 0, 4, 33));
    points[4] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> device.neighbours(points, 3, 0, 4, 1));
  }

  @Test
  void shouldGatherRowsOfPlanes() {
    GaussianLayout layout = new GaussianLayout(1, 3);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, 300, 0.05, 1);
    GaussianSet set = device.allocate(layout, 400);
    device.append(set, batch);
    int[] rows = {299, 0, 17, 17, 256};
    float[][] gathered = device.gather(set, rows, layout.featureOffset(), 3);
    assertEquals(3, gathered.length);
    for (int p = 0; p < 3; p++) {
      for (int i = 0; i < rows.length; i++) {
        assertEquals(batch.planes()[layout.featureOffset() + p][rows[i]], gathered[p][i]);
      }
    }
    assertEquals(0, device.gather(set, new int[0], 0, 1)[0].length);
    assertThrows(IllegalArgumentException.class, () -> device.gather(set, new int[] {300}, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> device.gather(set, rows, layout.planes() - 1, 2));
  }

  private static void assertNearest(
      float[] points, int dimensions, int query, Neighbours found, int row) {
    int n = points.length / dimensions;
    float last = -1;
    int lastIndex = -1;
    for (int j = 0; j < found.k(); j++) {
      int index = found.indices()[row * found.k() + j];
      float distance = found.squaredDistances()[row * found.k() + j];
      if (j >= n) {
        assertEquals(-1, index);
        continue;
      }
      assertEquals(distance(points, dimensions, query, index), distance);
      assertEquals(
          true, distance > last || (distance == last && index > lastIndex), "order of " + row);
      last = distance;
      lastIndex = index;
    }
    int nearer = 0;
    for (int i = 0; i < n; i++) {
      float distance = distance(points, dimensions, query, i);
      nearer += distance < last || (distance == last && i <= lastIndex) ? 1 : 0;
    }
    assertEquals(Math.min(n, found.k()), nearer, "points up to the last of " + row);
  }

  private static float distance(float[] points, int dimensions, int a, int b) {
    float sum = 0;
    for (int d = 0; d < dimensions; d++) {
      float difference = points[a * dimensions + d] - points[b * dimensions + d];
      sum += difference * difference;
    }
    return sum;
  }
}
