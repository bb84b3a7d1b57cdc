package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoseNoiseTest {
  private static final double[] POSE = {0, -1, 0, 5, 1, 0, 0, 6, 0, 0, 1, 7, 0, 0, 0, 1};
  private static final Capture CAPTURE =
      new Capture(
          "two",
          List.of(frame(0, Split.TRAIN), frame(1, Split.TEST), frame(2, Split.TRAIN)),
          List.of(),
          Optional.empty(),
          Optional.empty());

  private static CaptureFrame frame(int index, Split split) {
    return new CaptureFrame(
        index,
        index + ".png",
        Path.of(index + ".png"),
        Optional.empty(),
        Optional.empty(),
        POSE,
        CameraIntrinsics.pinhole(4, 3, 4, 4, 2, 1.5),
        0.2 * index,
        split);
  }

  @Test
  void shouldMoveAndTurnTrainingFramesByWhatItSays() {
    Capture noisy = new PoseNoise(0.01, 1, 3).applied(CAPTURE);
    for (int index : new int[] {0, 2}) {
      double[] pose = noisy.frames().get(index).cameraToWorld();
      double moved = Math.hypot(Math.hypot(pose[3] - 5, pose[7] - 6), pose[11] - 7);
      double trace = 0;
      for (int k : new int[] {0, 1, 2, 4, 5, 6, 8, 9, 10}) {
        trace += pose[k] * POSE[k];
      }
      assertEquals(0.01, moved, 1e-9);
      assertEquals(1, Math.toDegrees(Math.acos((trace - 1) / 2)), 1e-6);
    }
  }

  @Test
  void shouldLeaveHeldOutFramesAlone() {
    Capture noisy = new PoseNoise(0.01, 1, 3).applied(CAPTURE);
    assertArrayEquals(POSE, noisy.frames().get(1).cameraToWorld());
  }

  @Test
  void shouldRefuseWhatIsNoNoise() {
    assertThrows(IllegalArgumentException.class, () -> new PoseNoise(-1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new PoseNoise(0, Double.NaN, 1));
  }
}
