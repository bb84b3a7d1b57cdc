package io.splatlas.actors.ego;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgoMasksTest {
  private static final WallWalk.Texture PLAIN = (x, y) -> 90;

  private final EgoMasks masks = new EgoMasks("test");

  private TrainingImage takeUp(long number, TrainingImage image) {
    masks.look(number, image);
    return masks.takeUp(number, image);
  }

  /** The last of so many photographs, as it is learnt from. */
  private TrainingImage walk(WallWalk walk, int frames) {
    TrainingImage last = walk.photograph(0);
    for (int frame = 0; frame < frames; frame++) {
      last = takeUp(frame + 1, walk.photograph(frame));
    }
    return last;
  }

  private static void assertLeavesOut(WallWalk walk, TrainingImage image) {
    double[] share = walk.leftOut(image);
    assertTrue(share[0] > 0.97, "of the robot " + share[0]);
    assertTrue(share[1] < 0.05, "of the scene " + share[1]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLeaveOutWhatStandsStillWhileTheCameraMoves(boolean measured) {
    WallWalk walk =
        new WallWalk(WallWalk.noise(0.04, 1), WallWalk.GRIPPER, WallWalk.noise(2.5, 2), measured);
    TrainingImage image = walk(walk, measured ? 6 : 10);
    assertLeavesOut(walk, image);
    if (measured) {
      assertEquals(0, depth(image, 40, 200));
      assertTrue(depth(image, 200, 40) > 1);
    }
  }

  private static float depth(TrainingImage image, int x, int y) {
    float[] depth = image.depth();
    assertNotNull(depth);
    return depth[y * WallWalk.WIDTH + x];
  }

  @Test
  void shouldLeaveAPhotographWithoutRobotAsItIs() {
    WallWalk walk = WallWalk.with(WallWalk.NOTHING);
    walk(walk, 8);
    TrainingImage image = walk.photograph(8);
    assertSame(image, takeUp(9, image));
    assertFalse(masks.stale(1));
  }

  @Test
  void shouldFindNothingWhileTheCameraStandsStill() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    TrainingImage image = walk.photograph(3);
    for (int number = 1; number < 10; number++) {
      assertSame(image, takeUp(number, image));
    }
  }

  @Test
  void shouldFindTheRobotOfACameraThatPauses() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    TrainingImage last = walk.photograph(0);
    for (int number = 1; number <= 24; number++) {
      last = takeUp(number, walk.photograph(number / 4));
    }
    assertLeavesOut(walk, last);
  }

  /** Far away a still scene stands still in the image, too. */
  @Test
  void shouldNotTakeWhatIsFarAwayForTheRobot() {
    WallWalk far = new WallWalk(WallWalk.noise(0.04, 1), WallWalk.NOTHING, PLAIN, false);
    for (int number = 1; number < 10; number++) {
      TrainingImage image = far.photograph(WallWalk.moved(0, 0), WallWalk.moved(0.1 * number, 0));
      assertSame(image, takeUp(number, image));
    }
  }

  /** A shelf along which the camera moves looks the same all the time. */
  @Test
  void shouldNotTakeAnEdgeAlongTheMotionForTheRobot() {
    WallWalk.Texture shelves = WallWalk.noise(0.04, 1);
    WallWalk walk = new WallWalk((x, y) -> shelves.at(0, y), WallWalk.NOTHING, PLAIN, true);
    for (int number = 1; number < 10; number++) {
      Camera camera = WallWalk.moved(0.1 * number, 0);
      TrainingImage image = walk.photograph(camera, camera);
      assertSame(image, takeUp(number, image));
    }
  }

  @Test
  void shouldFillWhatOfTheRobotHasNoTexture() {
    WallWalk.Texture rim = WallWalk.noise(2.5, 2);
    WallWalk walk =
        new WallWalk(
            WallWalk.noise(0.04, 1),
            WallWalk.GRIPPER,
            (x, y) -> x < 60 && y > 196 ? 90 : rim.at(x, y),
            true);
    assertLeavesOut(walk, walk(walk, 8));
  }

  @Test
  void shouldNotBelieveAPoseThatMovesWhileTheCameraDoesNot() {
    WallWalk walk = WallWalk.with(WallWalk.NOTHING);
    for (int number = 1; number < 10; number++) {
      TrainingImage image = walk.photograph(WallWalk.camera(0), WallWalk.camera(number));
      assertSame(image, takeUp(number, image));
    }
  }

  @Test
  void shouldLookForTheRobotAtTheBorderOnly() {
    WallWalk walk = WallWalk.with((x, y) -> x > 130 && x < 190 && y > 90 && y < 150);
    assertEquals(0, walk.leftOut(walk(walk, 8))[0]);
  }

  @Test
  void shouldLetGoOfARobotThatShowsNoMore() {
    walk(WallWalk.with(WallWalk.GRIPPER), 6);
    WallWalk without = WallWalk.with(WallWalk.NOTHING);
    TrainingImage last = without.photograph(6);
    for (int frame = 6; frame < 16; frame++) {
      last = takeUp(frame + 1, without.photograph(frame));
    }
    assertEquals(0, without.leftOut(last)[1]);
  }

  @Test
  void shouldKnowWhichPhotographsWereLoadedWithLess() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    walk(walk, 8);
    assertTrue(masks.stale(1));
    assertFalse(masks.stale(8));
    assertLeavesOut(walk, masks.again(1, walk.photograph(0)));
    assertFalse(masks.stale(1));
    masks.forget(2);
    assertFalse(masks.stale(2));
  }

  /** After a restart photographs come back in the order in which they are drawn. */
  @Test
  void shouldFindTheRobotInPhotographsOfAnEarlierLife() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    TrainingImage last = walk.photograph(0);
    int[] drawn = {5, 0, 9, 3, 7, 1, 5, 8};
    for (int frame : drawn) {
      last = masks.again(frame + 1, walk.photograph(frame));
    }
    assertLeavesOut(walk, last);
  }

  @ParameterizedTest
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  @CsvSource({"1, 1", "3, 2000", "4000, 1", "7, 7", "321, 9"})
  void shouldTakeImagesOfAnyShape(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    float[] depth = new float[width * height];
    Arrays.fill(depth, 1);
    for (int number = 1; number < 6; number++) {
      double[] pose = WallWalk.camera(number).worldToCamera();
      Camera camera = new Camera(width, height, 300, 300, width / 2.0, height / 2.0, pose);
      TrainingImage image = new TrainingImage(camera, rgb, depth, null);
      assertEquals(width, takeUp(number, image).width());
    }
  }

  @Test
  void shouldTellCamerasApart() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    walk(walk, 6);
    TrainingImage image = walk.photograph(6);
    Camera c = image.camera();
    Camera other = new Camera(c.width(), c.height(), 310, 310, c.cx(), c.cy(), c.worldToCamera());
    TrainingImage ofOther = image.withCamera(other);
    assertSame(ofOther, takeUp(7, ofOther));
  }
}
