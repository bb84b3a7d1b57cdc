package io.splatlas.actors.spatial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveOrderTest {
  @Test
  void shouldMeetTheCornersOfACubeInTheOrderOfTheCurve() {
    float[][] axes = {{1, 0, 1, 0, 1, 0, 1, 0}, {1, 1, 0, 0, 1, 1, 0, 0}, {1, 1, 1, 1, 0, 0, 0, 0}};
    int[] points = IntStream.range(0, 8).toArray();
    CurveOrder.sort(axes, points);
    assertArrayEquals(new int[] {7, 3, 5, 1, 6, 2, 4, 0}, points);
  }

  @Test
  void shouldKeepEveryPointAndTheOrderOfEqualOnes() {
    float[][] axes = new float[3][100];
    int[] points = IntStream.range(0, 100).toArray();
    CurveOrder.sort(axes, points);
    assertArrayEquals(IntStream.range(0, 100).toArray(), points);
    int[] none = {};
    CurveOrder.sort(axes, none);
    assertEquals(0, none.length);
  }

  @Test
  void shouldLayNeighboursTogether() {
    SplittableRandom random = new SplittableRandom(1);
    float[][] axes = new float[3][4096];
    for (float[] axis : axes) {
      for (int i = 0; i < axis.length; i++) {
        axis[i] = 5 * random.nextFloat() - 2;
      }
    }
    int[] points = IntStream.range(0, 4096).toArray();
    double shuffled = meanStep(axes, points);
    CurveOrder.sort(axes, points);
    assertArrayEquals(IntStream.range(0, 4096).toArray(), Arrays.stream(points).sorted().toArray());
    assertTrue(meanStep(axes, points) < shuffled / 5, "from one to the next");
  }

  private static double meanStep(float[][] axes, int[] points) {
    double sum = 0;
    for (int i = 1; i < points.length; i++) {
      double squared = 0;
      for (float[] axis : axes) {
        double step = axis[points[i]] - axis[points[i - 1]];
        squared += step * step;
      }
      sum += Math.sqrt(squared);
    }
    return sum / (points.length - 1);
  }
}
