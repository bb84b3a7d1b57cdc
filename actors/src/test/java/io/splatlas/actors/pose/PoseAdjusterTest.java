package io.splatlas.actors.pose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.geometry.CameraMotion;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.seed.SyntheticScene;
import io.splatlas.gpu.Camera;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PoseAdjusterTest {
  private static final int FRAMES = 16;
  private static final double METRES = 0.01;
  private static final double DEGREES = 1;

  /** True cameras: two rows before the wall and the box, turned towards the box. */
  private static List<Camera> cameras() {
    List<Camera> cameras = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      double x = -0.7 + 0.2 * (i % 8);
      double y = i < 8 ? -0.15 : 0.15;
      cameras.add(SyntheticScene.camera(160, 120, x, y, -x / 3));
    }
    return cameras;
  }

  /** A camera as a robot with bad odometry tells it. */
  private static Camera told(Camera camera, SplittableRandom random) {
    double[] twist = new double[6];
    for (int from = 0; from < 6; from += 3) {
      double[] d = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      for (int k = 0; k < 3; k++) {
        twist[from + k] = (from == 0 ? Math.toRadians(DEGREES) : METRES) * d[k] / length;
      }
    }
    return CameraMotion.moved(camera, twist);
  }

  private static Map<Long, Camera> adjusted(
      List<Camera> told, UnaryOperator<TrainingImage> change) {
    PoseAdjuster adjuster = new PoseAdjuster();
    List<Camera> cameras = cameras();
    for (int i = 0; i < FRAMES; i++) {
      TrainingImage image = SyntheticScene.view(cameras.get(i)).withCamera(told.get(i));
      adjuster.add(i + 1, change.apply(image));
    }
    adjuster.settle();
    return adjuster.cameras();
  }

  private static List<Camera> told() {
    SplittableRandom random = new SplittableRandom(7);
    return cameras().stream().map(camera -> told(camera, random)).toList();
  }

  /** Mean distance in pixels between where two cameras see points at the distance of the scene. */
  private static double displacement(List<Camera> found) {
    double sum = 0;
    List<Camera> truth = cameras();
    for (int i = 0; i < FRAMES; i++) {
      for (double[] point : new double[][] {{0, 0, 2.5}, {0.4, -0.3, 2.5}, {-1, 0.5, 4}}) {
        double[] a = seen(truth.get(i), point);
        double[] b = seen(found.get(i), point);
        sum += Math.hypot(a[0] - b[0], a[1] - b[1]) / (3 * FRAMES);
      }
    }
    return sum;
  }

  private static double[] seen(Camera camera, double[] p) {
    double[] w = camera.worldToCamera();
    double z = w[8] * p[0] + w[9] * p[1] + w[10] * p[2] + w[11];
    return new double[] {
      camera.fx() * (w[0] * p[0] + w[1] * p[1] + w[2] * p[2] + w[3]) / z,
      camera.fy() * (w[4] * p[0] + w[5] * p[1] + w[6] * p[2] + w[7]) / z
    };
  }

  private static List<Camera> inOrder(Map<Long, Camera> cameras) {
    List<Camera> all = new ArrayList<>();
    for (long number = 1; number <= FRAMES; number++) {
      all.add(Objects.requireNonNull(cameras.get(number)));
    }
    return all;
  }

  @Test
  void shouldFindWherePhotographsWereTaken() {
    double before = displacement(told());
    double withDepth = displacement(inOrder(adjusted(told(), image -> image)));
    double without = displacement(inOrder(adjusted(told(), TrainingImage::withoutDepth)));
    assertTrue(withDepth < before / 3, before + " to " + withDepth + " pixels with depth");
    assertTrue(without < before / 3, before + " to " + without + " pixels without");
  }

  @Test
  void shouldLeaveTruePosesAlmostWhereTheyAre() {
    double moved = displacement(inOrder(adjusted(cameras(), image -> image)));
    assertTrue(moved < 0.1, moved + " pixels");
  }

  @Test
  void shouldLeavePosesOfPhotographsThatShowNothing() {
    List<Camera> told = told();
    Map<Long, Camera> found =
        adjusted(told, image -> image.withColours(new byte[image.rgb().length]));
    for (int i = 0; i < FRAMES; i++) {
      assertEquals(told.get(i), found.get(i + 1L));
    }
  }

  @Test
  void shouldNotBeMisledByAPhotographOfAnotherPlace() {
    List<Camera> told = new ArrayList<>(told());
    Camera elsewhere = SyntheticScene.camera(160, 120, 40, 30, 0.3);
    PoseAdjuster adjuster = new PoseAdjuster();
    for (int i = 0; i < FRAMES; i++) {
      Camera taken = i == 5 ? elsewhere : cameras().get(i);
      adjuster.add(i + 1, SyntheticScene.view(taken).withCamera(told.get(i)));
    }
    adjuster.settle();
    List<Camera> found = inOrder(adjuster.cameras());
    told.set(5, cameras().get(5));
    found.set(5, cameras().get(5));
    assertTrue(displacement(found) < displacement(told) / 3, displacement(found) + " pixels");
  }

  @Test
  void shouldHoldNoMoreFramesThanItAdjusts() {
    int most = 8;
    PoseAdjuster adjuster = new PoseAdjuster(most);
    List<Camera> told = new ArrayList<>(told());
    for (int i = 0; i < FRAMES; i++) {
      adjuster.add(i + 1, SyntheticScene.view(cameras().get(i)).withCamera(told.get(i)));
    }
    adjuster.settle();
    List<Camera> found = new ArrayList<>(cameras());
    for (int i = 0; i < FRAMES - most; i++) {
      assertFalse(adjuster.cameras().containsKey(i + 1L), "frame " + (i + 1));
      told.set(i, found.get(i));
    }
    for (int i = FRAMES - most; i < FRAMES; i++) {
      found.set(i, Objects.requireNonNull(adjuster.cameras().get(i + 1L)));
    }
    // The mean of eight told poses is off by a third of what each is.
    assertTrue(
        displacement(found) < displacement(told) / 2,
        displacement(told) + " to " + displacement(found) + " pixels");
  }

  @Test
  void shouldLeaveTinyPhotographsWhereTheyWereTold() {
    PoseAdjuster adjuster = new PoseAdjuster();
    for (int size = 1; size <= 16; size++) {
      adjuster.add(size, SyntheticScene.view(SyntheticScene.camera(size, size, 0, 0, 0)));
    }
    adjuster.settle();
    adjuster
        .cameras()
        .forEach(
            (number, camera) -> {
              Camera told = SyntheticScene.camera(number.intValue(), number.intValue(), 0, 0, 0);
              assertArrayEquals(told.worldToCamera(), camera.worldToCamera());
            });
    assertEquals(16, adjuster.cameras().size());
  }

  @Test
  void shouldGiveTheSamePosesForTheSameFrames() {
    List<Camera> first = inOrder(adjusted(told(), image -> image));
    List<Camera> second = inOrder(adjusted(told(), image -> image));
    for (int i = 0; i < FRAMES; i++) {
      assertArrayEquals(first.get(i).worldToCamera(), second.get(i).worldToCamera());
    }
  }
}
