package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.gpu.Camera;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyframeSelectorTest {
  private static final Instant START = SyntheticScene.START;
  private final KeyframeSelector selector =
      new KeyframeSelector(
          new DistillSettings(2, 0.08, 9, Duration.ofSeconds(1), 4, 1 << 20, 0, 300, 2, 16));

  private static Camera at(double x) {
    return new Camera(32, 24, 30, 30, 16, 12, new double[] {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0});
  }

  private boolean offer(double x, long millis) {
    return selector.offer(at(x), START.plusMillis(millis), 1);
  }

  @Test
  void shouldTakeTheFirstFramesInAnyCase() {
    assertTrue(offer(0, 0));
    assertTrue(offer(0, 10));
    assertFalse(offer(0, 20));
  }

  @Test
  void shouldTakeAFrameFromSomewhereNew() {
    offer(0, 0);
    offer(0, 0);
    assertFalse(offer(0.05, 100));
    assertTrue(offer(0.1, 200));
    assertFalse(offer(0.1, 300));
    assertEquals(3, selector.size());
  }

  @Test
  void shouldTakeAFrameThatTurned() {
    assertTrue(selector.offer(SyntheticScene.camera(0), START, 100));
    assertTrue(selector.offer(SyntheticScene.camera(0), START, 100));
    assertFalse(selector.offer(SyntheticScene.camera(1), START, 100));
    assertTrue(selector.offer(SyntheticScene.camera(2), START, 100));
  }

  @Test
  void shouldTakeEveryFrameThatMovedAtALowRateButNoneThatStoodStill() {
    offer(0, 0);
    offer(0, 0);
    assertFalse(offer(0.03, 500));
    assertTrue(offer(0.03, 1_000));
    assertFalse(offer(0.03, 60_000));
  }
}
