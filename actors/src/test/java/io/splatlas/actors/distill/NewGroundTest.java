package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras of 90 degrees across, turning on the spot, in a scene of 4 m. */
class NewGroundTest {
  private static final double EXTENT = 4;

  private final NewGround ground = new NewGround();

  /** Turned to the right by some degrees. */
  private static Camera camera(double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double[] pose = {cos, 0, sin, 0, 0, 1, 0, 0, -sin, 0, cos, 0, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(80, 60, 40, 40, 40, 30, pose);
  }

  /** How many of the frames of a turn show new ground. */
  private long turn(double from, double to, int frames) {
    return IntStream.range(0, frames)
        .filter(i -> ground.offer(camera(from + (to - from) * i / (frames - 1)), EXTENT))
        .count();
  }

  @Test
  void shouldFindTheFirstViewNewAndNotTheSameAgain() {
    assertTrue(ground.offer(camera(0), EXTENT));
    assertFalse(ground.offer(camera(0), EXTENT));
    assertFalse(ground.offer(camera(2), EXTENT), "the hand shook");
  }

  @Test
  void shouldFindWhatATurnBringsIntoViewHoweverSlowItIs() {
    long fast = turn(0, 180, 10);
    long slow = new NewGroundTest().turn(0, 180, 400);
    assertTrue(fast >= 7 && fast <= 10, fast + " of ten");
    assertTrue(slow >= 6 && slow <= 12, slow + " of four hundred");
  }

  @Test
  void shouldFindNothingNewOnTheWayBack() {
    turn(0, 180, 37);
    assertEquals(0, turn(180, 0, 37));
    assertEquals(0, turn(1, 179, 90), "nor in between");
  }

  /** The extent of a scene rises and falls while frames come. */
  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.9, 1.3, 4})
  void shouldFindNothingNewInTheSameViewsWhateverTheExtentIsByThen(double factor) {
    List<Camera> circle = circle();
    circle.forEach(camera -> ground.offer(camera, EXTENT));
    assertEquals(
        0, circle.stream().filter(camera -> ground.offer(camera, factor * EXTENT)).count());
  }

  @Test
  void shouldLookAgainAtASceneThatTurnsOutToBeMuchSmaller() {
    assertTrue(ground.offer(aside(0), 50 * EXTENT));
    assertFalse(ground.offer(aside(3), 50 * EXTENT), "a step in a valley");
    assertTrue(ground.offer(aside(3), EXTENT), "half a room");
  }

  /** To the right by some metres. */
  private static Camera aside(double metres) {
    double[] pose = {1, 0, 0, metres, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(80, 60, 40, 40, 40, 30, pose);
  }

  /** Around the origin at three metres, looking at it. */
  private static List<Camera> circle() {
    return IntStream.range(0, 36)
        .mapToObj(
            i -> {
              double cos = Math.cos(Math.toRadians(10 * i));
              double sin = Math.sin(Math.toRadians(10 * i));
              double[] pose = {
                cos, 0, sin, -3 * sin, 0, 1, 0, 0, -sin, 0, cos, -3 * cos, 0, 0, 0, 1
              };
              return Camera.fromCameraToWorld(80, 60, 40, 40, 40, 30, pose);
            })
        .toList();
  }
}
