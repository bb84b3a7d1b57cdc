package io.splatlas.actors.cluster;

import static io.splatlas.actors.cluster.SyntheticRoom.plain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.SyntheticRoom.Look;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.GaussianLayout;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnionSpaceFinderTest {
  private static final double FINE = 0.01;
  private static final Look WOOD = plain(0.6, 0.45, 0.3);
  private static final Look WHITE = plain(0.85, 0.85, 0.85);
  private static final Look RED = plain(0.8, 0.15, 0.1);
  private static final Look GREEN = plain(0.1, 0.5, 0.2);

  private final SyntheticRoom room = new SyntheticRoom(5, 0.15);

  private int table() {
    int table = room.object();
    room.patch(at(0, 0, 0), at(1.2, 0, 0), at(0, 0.8, 0), FINE, WOOD);
    return table;
  }

  private static double[] at(double x, double y, double z) {
    return new double[] {x, y, z};
  }

  private ClusteringResult find() {
    return find(1, 2);
  }

  private ClusteringResult find(double scale, int threads) {
    return new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.threads(threads))
        .find(room.input(scale));
  }

  /** The cluster that overlaps most with an object; at least {@code iou} of their union. */
  private int assertFound(ClusteringResult found, int object, double iou) {
    return assertFound(room, found, object, iou);
  }

  private static int assertFound(
      SyntheticRoom room, ClusteringResult found, int object, double iou) {
    int[] truth = room.truth();
    int best = -1;
    double bestIou = 0;
    for (int cluster = 0; cluster < found.clusters(); cluster++) {
      int both = 0;
      int either = 0;
      for (int i = 0; i < truth.length; i++) {
        boolean is = truth[i] == object;
        boolean has = found.labels()[i] == cluster;
        both += is && has ? 1 : 0;
        either += is || has ? 1 : 0;
      }
      if (both > bestIou * either) {
        best = cluster;
        bestIou = (double) both / either;
      }
    }
    assertTrue(
        bestIou >= iou,
        "object %d has an IoU of %.3f; sizes %s"
            .formatted(object, bestIou, sizes(room, found, object)));
    return best;
  }

  /** A table with three things on it, one of them of its own colour; gives their numbers. */
  private int[] furnish() {
    int table = table();
    int box = room.object();
    room.box(at(0.2, 0.2, 0), at(0.15, 0.1, 0.12), FINE, RED);
    int ball = room.object();
    room.ball(at(0.6, 0.5, 0.07), 0.07, FINE, GREEN);
    int sameColour = room.object();
    room.box(at(0.8, 0.1, 0), at(0.12, 0.12, 0.1), FINE, WOOD);
    return new int[] {table, box, ball, sameColour};
  }

  /** How many Gaussians of an object each cluster has. */
  private static Map<Integer, Integer> sizes(
      SyntheticRoom room, ClusteringResult found, int object) {
    int[] truth = room.truth();
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] == object) {
        sizes.merge(found.labels()[i], 1, Integer::sum);
      }
    }
    return sizes;
  }

  @Test
  void shouldFindThingsOnATable() {
    int[] objects = furnish();
    ClusteringResult found = find();
    int support = assertFound(found, objects[0], 0.95);
    assertTrue(found.background()[support]);
    for (int thing = 1; thing < objects.length; thing++) {
      assertFalse(found.background()[assertFound(found, objects[thing], 0.8)]);
    }
  }

  /** Without depth images, nearly all Gaussians of a scene may stay translucent. */
  @Test
  void shouldFindThingsMadeOfTranslucentGaussians() {
    int[] objects = furnish();
    ClusteringInput input = room.input(1);
    float[] opacity = input.snapshot().gaussians().planes()[GaussianLayout.OPACITY];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < opacity.length; i++) {
      opacity[i] = random.nextInt(15) == 0 ? 3 : (float) random.nextDouble(-4, -1.5);
    }
    ClusteringResult found =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.threads(2)).find(input);
    for (int object : objects) {
      assertFound(found, object, 0.8);
    }
  }

  @Test
  void shouldTakeTheStripesOfABallForOneThing() {
    table();
    int ball = room.object();
    Look stripes = (x, y, z) -> Math.floorMod((int) Math.floor(z / 0.03), 2) == 0 ? at01() : at10();
    room.ball(at(0.6, 0.4, 0.1), 0.1, 0.008, stripes);
    assertFound(find(), ball, 0.85);
  }

  private static float[] at01() {
    return new float[] {0.1f, 0.1f, 0.4f};
  }

  private static float[] at10() {
    return new float[] {0.95f, 0.9f, 0.7f};
  }

  @Test
  void shouldKeepStackedThingsApart() {
    table();
    int lower = room.object();
    room.box(at(0.3, 0.2, 0), at(0.3, 0.22, 0.06), FINE, RED);
    int upper = room.object();
    room.box(at(0.36, 0.24, 0.06), at(0.2, 0.14, 0.06), FINE, GREEN);
    ClusteringResult found = find();
    assertNotEquals(assertFound(found, lower, 0.7), assertFound(found, upper, 0.7));
  }

  @Test
  void shouldFindAPictureInAWall() {
    int wall = room.object();
    room.patch(at(0, 0, 0), at(0.5, 0, 0), at(0, 0, 1), FINE, WHITE);
    room.patch(at(0.9, 0, 0), at(0.5, 0, 0), at(0, 0, 1), FINE, WHITE);
    room.patch(at(0.5, 0, 0), at(0.4, 0, 0), at(0, 0, 0.4), FINE, WHITE);
    room.patch(at(0.5, 0, 0.7), at(0.4, 0, 0), at(0, 0, 0.3), FINE, WHITE);
    int picture = room.object();
    room.patch(at(0.5, 0, 0.4), at(0.4, 0, 0), at(0, 0, 0.3), FINE, RED);
    ClusteringResult found = find();
    assertFound(found, wall, 0.95);
    assertFound(found, picture, 0.9);
  }

  /** Reconstruction blurs edges over a few spacings: no step is left between neighbours. */
  @Test
  void shouldFindADoorWithBlurredEdgesInAWall() {
    Look blurred =
        (x, y, z) -> {
          double inside = Math.clamp(0.5 + (0.25 - Math.abs(x - 0.6)) / (4 * FINE), 0.0, 1.0);
          float shade = (float) (0.8 - 0.25 * inside);
          return new float[] {shade, shade, shade};
        };
    room.object();
    room.patch(at(0, 0, 0), at(0.35, 0, 0), at(0, 0.8, 0), FINE, blurred);
    room.patch(at(0.85, 0, 0), at(0.35, 0, 0), at(0, 0.8, 0), FINE, blurred);
    int door = room.object();
    room.patch(at(0.35, 0, 0), at(0.5, 0, 0), at(0, 0.8, 0), FINE, blurred);

    assertFound(find(), door, 0.9);
  }

  @Test
  void shouldNotCutASurfaceWhereLightFades() {
    int floor = room.object();
    Look faded = (x, y, z) -> new float[] {(float) (0.3 + 0.4 * x), (float) (0.3 + 0.4 * x), 0.4f};
    room.patch(at(0, 0, 0), at(1.5, 0, 0), at(0, 1, 0), FINE, faded);
    assertFound(find(), floor, 0.98);
  }

  @Test
  void shouldFindSmallThingsInALargeRoom() {
    room.object();
    room.patch(at(-3, -3, -0.8), at(6, 0, 0), at(0, 6, 0), 0.08, WHITE);
    room.patch(at(-3, 3, -0.8), at(6, 0, 0), at(0, 0, 2.5), 0.08, WHITE);
    room.patch(at(-3, -3, -0.8), at(0, 6, 0), at(0, 0, 2.5), 0.08, WHITE);
    table();
    int mug = room.object();
    room.ball(at(0.5, 0.4, 0.04), 0.04, 0.006, RED);
    int other = room.object();
    room.ball(at(0.62, 0.4, 0.04), 0.04, 0.006, GREEN);
    ClusteringResult found = find();
    assertFound(found, mug, 0.8);
    assertFound(found, other, 0.8);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 250})
  void shouldNotDependOnTheUnitOfLength(double scale) {
    furnish();
    int[] metres = find(1, 2).labels();
    int[] others = find(scale, 2).labels();
    int different = 0;
    for (int i = 0; i < metres.length; i++) {
      different += metres[i] != others[i] ? 1 : 0;
    }
    assertTrue(different < 0.01 * metres.length, different + " labels differ");
  }

  @Test
  void shouldNotDependOnThreads() {
    furnish();
    ClusteringResult alone = find(1, 1);
    ClusteringResult together = find(1, 3);
    assertArrayEquals(alone.labels(), together.labels());
    assertArrayEquals(alone.probabilities(), together.probabilities());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 19})
  void shouldFindNothingInNextToNothing(int count) {
    room.object();
    for (int i = 0; i < count; i++) {
      room.patch(at(0.1 * i, 0, 0), at(0.01, 0, 0), at(0, 0.01, 0), 0.01, RED);
    }
    assertEquals(0, find().clusters());
  }

  @Test
  void shouldSurviveGaussiansInOnePlace() {
    SyntheticRoom heap = new SyntheticRoom(1, 0);
    heap.object();
    for (int i = 0; i < 500; i++) {
      heap.patch(at(0, 0, 0), at(0, 0, 0), at(0, 0, 0), 0.01, RED);
    }
    ClusteringResult found =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.threads(2)).find(heap.input(1));
    assertEquals(0, found.clusters());
    assertEquals(500, found.labels().length);
  }

  @Test
  void shouldTellWhatStandsByItselfFromWhatTouchesOthers() {
    table();
    int alone = room.object();
    room.ball(at(0.25, 0.25, 0.07), 0.07, FINE, RED);
    int left = room.object();
    room.ball(at(0.7, 0.4, 0.07), 0.07, FINE, GREEN);
    int right = room.object();
    room.ball(at(0.83, 0.4, 0.07), 0.07, FINE, WHITE);
    ClusteringResult found = find();
    float apart = found.apart()[assertFound(found, alone, 0.9)];
    assertTrue(apart > 0.95, "stands apart by " + apart);
    for (int touching : new int[] {left, right}) {
      float touches = found.apart()[assertFound(found, touching, 0.8)];
      assertTrue(touches < apart && touches > 0.5, "touches another: " + touches);
    }
  }

  @Test
  void shouldNotStretchATableIntoWhatFillsTheVoidBehindItsEdge() {
    int table = table();
    int fill = room.object();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 80; i++) {
      double[] somewhere =
          at(random.nextDouble(1.22, 2), random.nextDouble(0, 0.8), random.nextDouble(0, 0.4));
      room.patch(somewhere, at(FINE, 0, 0), at(0, FINE, 0), FINE, WOOD);
    }
    ClusteringResult found = find();
    int cluster = assertFound(found, table, 0.98);
    int[] truth = room.truth();
    int taken = 0;
    for (int i = 0; i < truth.length; i++) {
      taken += truth[i] == fill && found.labels()[i] == cluster ? 1 : 0;
    }
    assertEquals(0, taken, "Gaussians of the void that carry the table's id");
  }

  /** As a bottle that mirrors what it stands on; round a convex edge, so that no crease tells. */
  @Test
  void shouldKeepAClothApartThatFadesIntoTheTableAtItsEdge() {
    int table = table();
    int cloth = room.object();
    Look fading =
        (x, y, z) -> {
          float own = (float) Math.clamp(-z / 0.2, 0, 1);
          return new float[] {0.6f - 0.45f * own, 0.45f + 0.1f * own, 0.3f - 0.1f * own};
        };
    room.patch(at(0.3, 0, 0), at(0.6, 0, 0), at(0, -0.05, -0.2), FINE, fading);
    ClusteringResult found = find();
    assertNotEquals(assertFound(found, table, 0.9), assertFound(found, cloth, 0.7));
  }

  /** Without depth images, Gaussians may scatter about a surface as far as they are apart. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldKeepThingsOfTwoColoursApartWhereNormalsAreNoise(int seed) {
    SyntheticRoom rough = new SyntheticRoom(seed, 0.9);
    rough.object();
    rough.patch(at(0, 0, 0), at(1.2, 0, 0), at(0, 0.8, 0), FINE, WOOD);
    int left = rough.object();
    rough.box(at(0.4, 0.3, 0), at(0.1, 0.1, 0.06), FINE, RED);
    int right = rough.object();
    rough.box(at(0.5, 0.3, 0), at(0.1, 0.1, 0.05), FINE, GREEN);
    ClusteringResult found =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.threads(2)).find(rough.input(1));
    assertNotEquals(assertFound(rough, found, left, 0.6), assertFound(rough, found, right, 0.6));
  }
}
