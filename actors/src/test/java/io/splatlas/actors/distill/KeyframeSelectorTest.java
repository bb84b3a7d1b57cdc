package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.gpu.Camera;
import org.junit.jupiter.api.Test;

class KeyframeSelectorTest {
  private final KeyframeSelector selector =
      new KeyframeSelector(new DistillSettings(2, 0.2, 4, 1 << 20, 0, 300, 2, 16));

  /** Looks along z; its view at a distance of 1 is about 1 wide. */
  private static Camera at(double x) {
    return new Camera(32, 24, 30, 30, 16, 12, new double[] {1, 0, 0, -x, 0, 1, 0, 0, 0, 0, 1, 0});
  }

  private boolean offer(double x) {
    return selector.offer(at(x), 1);
  }

  @Test
  void shouldTakeTheFirstFramesInAnyCase() {
    assertTrue(offer(0));
    assertTrue(offer(0));
    assertFalse(offer(0));
  }

  @Test
  void shouldTakeAFrameInWhoseViewEnoughIsNew() {
    offer(0);
    offer(0);
    assertFalse(offer(0.02), "almost the same");
    assertTrue(offer(0.5), "half of it is new");
    assertFalse(offer(0.5), "seen by now");
    assertEquals(3, selector.size());
  }

  /** However far the camera went: what lies between two keyframes was seen by them. */
  @Test
  void shouldLeaveAFrameThatOthersCover() {
    offer(-0.1);
    offer(0.1);
    assertFalse(offer(0));
  }

  @Test
  void shouldTakeAFrameThatTurned() {
    assertTrue(selector.offer(SyntheticScene.camera(0), 100));
    assertTrue(selector.offer(SyntheticScene.camera(0), 100));
    assertTrue(selector.offer(SyntheticScene.camera(4), 100));
  }

  @Test
  void shouldTakeTheOtherSideOfWhatWasSeen() {
    offer(0);
    offer(0);
    double[] turned = {-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 2};
    assertTrue(selector.offer(new Camera(32, 24, 30, 30, 16, 12, turned), 1));
  }
}
