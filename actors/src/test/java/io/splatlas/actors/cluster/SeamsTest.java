package io.splatlas.actors.cluster;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeamsTest {
  private static final int SEGMENTS = 12;
  private static final int SURFELS = 400;
  private static final int K = 6;

  /** Surfels in a cube with their nearest neighbours, which are not mutual. */
  private static SurfelCloud cloud(SplittableRandom random) {
    float[][] position = planes(random, 3, 0, 1);
    int[] neighbours = new int[K * SURFELS];
    for (int i = 0; i < SURFELS; i++) {
      int at = i;
      int[] near =
          IntStream.range(0, SURFELS)
              .filter(other -> other != at)
              .boxed()
              .sorted((a, b) -> Double.compare(squared(position, at, a), squared(position, at, b)))
              .limit(K)
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(near, 0, neighbours, K * i, K);
    }
    float[] local = planes(random, 1, 0.01, 0.1)[0];
    return new SurfelCloud(
        IntStream.range(0, SURFELS).toArray(),
        position,
        planes(random, 3, -1, 1),
        planes(random, 3, 0, 1),
        new float[0][],
        local,
        planes(random, 1, 0, 0.5)[0],
        neighbours,
        K,
        local,
        0.05f);
  }

  private static double squared(float[][] position, int a, int b) {
    double sum = 0;
    for (float[] axis : position) {
      sum += (axis[a] - axis[b]) * (axis[a] - axis[b]);
    }
    return sum;
  }

  private static float[][] planes(SplittableRandom random, int count, double from, double to) {
    float[][] planes = new float[count][SURFELS];
    for (float[] plane : planes) {
      for (int i = 0; i < SURFELS; i++) {
        plane[i] = (float) random.nextDouble(from, to);
      }
    }
    return planes;
  }

  /** Slabs of the cube, a tenth of the surfels in none. */
  private static int[] labels(SplittableRandom random, SurfelCloud cloud) {
    return IntStream.range(0, SURFELS)
        .map(
            i ->
                random.nextInt(10) == 0
                    ? -1
                    : Math.min(SEGMENTS - 1, (int) (SEGMENTS * cloud.position()[0][i])))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldKnowAfterJoinsWhatItWouldFindAnew(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SurfelCloud cloud = cloud(random);
    int[] labels = labels(random, cloud);
    SideColours sides = new SideColours(cloud, labels.clone());
    Seams seams = new Seams(cloud, sides, labels, SEGMENTS);
    int seen = 0;
    for (int from = SEGMENTS - 1; from > 2; from--) {
      int into = random.nextInt(from);
      seams.join(from, into);
      seen += shouldBeTheSame(new Seams(cloud, sides, labels.clone(), SEGMENTS), seams);
      int joined = from;
      assertTrue(Arrays.stream(labels).noneMatch(label -> label == joined));
    }
    assertTrue(seen > SEGMENTS, "segments must touch");
  }

  private static int shouldBeTheSame(Seams expected, Seams actual) {
    int seams = 0;
    for (int a = 0; a < SEGMENTS; a++) {
      assertArrayEquals(expected.members(a), actual.members(a));
      assertEquals(expected.of(a).keySet(), actual.of(a).keySet());
      for (int b : expected.of(a).keySet()) {
        assertEquals(length(expected, a, b), length(actual, a, b));
        assertEquals(expected.look(a, b), actual.look(a, b));
        assertEquals(expected.departure(a, b), actual.departure(a, b));
        seams++;
      }
    }
    return seams;
  }

  private static int length(Seams seams, int segment, int other) {
    return requireNonNull(seams.of(segment).get(other)).length();
  }
}
