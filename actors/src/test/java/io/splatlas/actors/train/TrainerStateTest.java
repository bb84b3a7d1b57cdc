package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.ego.WallWalk;
import io.splatlas.actors.model.SceneOptions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Frames as they are learnt from, when the robot that carries the camera shows in them. */
class TrainerStateTest {
  private static final int FRAMES = 8;
  private static final int IN_THE_GRIPPER = 220 * 320 + 20;

  private final TrainerState state =
      new TrainerState(
          "test", new TrainingSchedule(TrainingSettings.DEFAULTS, SceneOptions.DEFAULTS));

  private static LoadedFrame frame(WallWalk walk, int number) {
    return new LoadedFrame(
        number,
        Instant.EPOCH,
        Instant.EPOCH,
        walk.photograph(number - 1),
        new float[0],
        new byte[0]);
  }

  private LoadedFrame takeUp(LoadedFrame frame) {
    return state.takingUp(state.arrived(frame), null);
  }

  @Test
  void shouldLearnNothingFromTheRobotAsSoonAsItIsKnown() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    assertNull(takeUp(frame(walk, 1)).image().valid());
    LoadedFrame last = frame(walk, 2);
    for (int number = 2; number <= FRAMES; number++) {
      last = takeUp(frame(walk, number));
    }
    byte[] valid = state.view(last).valid();
    assertNotNull(valid);
    assertEquals(0, valid[IN_THE_GRIPPER]);
  }

  @Test
  void shouldLearnAnewFromFramesThatWereTakenUpBeforeTheRobotWasKnown() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    for (int number = 1; number <= FRAMES; number++) {
      takeUp(frame(walk, number));
    }
    assertTrue(state.stale(1));
    assertFalse(state.stale(FRAMES));
    byte[] valid = state.view(state.again(frame(walk, 1))).valid();
    assertNotNull(valid);
    assertEquals(0, valid[IN_THE_GRIPPER]);
    assertFalse(state.stale(1));
  }

  @Test
  void shouldForgetFramesThatAreNotThereAnyMore() {
    WallWalk walk = WallWalk.with(WallWalk.GRIPPER);
    for (int number = 1; number <= FRAMES; number++) {
      takeUp(frame(walk, number));
    }
    state.forget(new long[] {1});
    assertFalse(state.stale(1));
  }
}
