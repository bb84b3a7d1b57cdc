package io.splatlas.actors.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StraysTest {
  /** A box of points of 10 cm, and behind them others in clumps of {@code clump} metres apart. */
  private static float[][] points(int body, int astray, int clump) {
    SplittableRandom random = new SplittableRandom(7);
    float[][] points = new float[3][body + astray];
    for (int i = 0; i < body + astray; i++) {
      double away = i < body ? 0 : 1 + Math.floorDiv(i - body, clump);
      for (float[] axis : points) {
        axis[i] = (float) (away + random.nextDouble(0, i < body ? 0.1 : 0.02));
      }
    }
    return points;
  }

  @Test
  void shouldLeaveOutPointsThatFloatElsewhere() {
    int[] kept = Strays.without(points(500, 40, 4));
    assertArrayEquals(IntStream.range(0, 500).toArray(), kept);
  }

  @Test
  void shouldKeepAPartThatIsSeenApartFromTheRest() {
    assertEquals(700, Strays.without(points(500, 200, 200)).length);
  }

  @Test
  void shouldKeepAllOfFewPoints() {
    assertEquals(15, Strays.without(points(8, 7, 1)).length);
    assertEquals(0, Strays.without(new float[3][0]).length);
  }

  @Test
  void shouldKeepAllPointsOfOnePlace() {
    assertEquals(64, Strays.without(new float[3][64]).length);
  }

  @Test
  void shouldLookAtSomeOfMany() {
    int[] kept = Strays.without(points(50_000, 400, 4));
    assertTrue(kept.length > 950 && kept.length <= 1_024, kept.length + " points");
    assertTrue(Arrays.stream(kept).allMatch(i -> i < 50_000));
  }
}
