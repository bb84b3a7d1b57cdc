package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.train.TrainingPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static final TrainingSettings.Pace PACE = TrainingSettings.Pace.DEFAULTS;
  private static final SceneOptions OPTIONS = new SceneOptions(10_000, 0, 1_000, 1, true);

  private TrainingPlan plan =
      new TrainingPlan(new TrainingSchedule(TrainingSettings.DEFAULTS, OPTIONS));

  /** Does what the plan says, loading frames at once, until it waits. */
  private List<String> run(int most) {
    List<String> steps = new ArrayList<>();
    while (steps.size() < most) {
      plan.load().ifPresent(number -> plan.loaded(true));
      switch (plan.next()) {
        case TAKE_UP -> {
          plan.tookUp();
          steps.add("frame " + plan.frames());
        }
        case TRAIN -> {
          int burst = plan.burst();
          plan.trained(plan.iterations() + burst);
          steps.add("train " + burst);
        }
        case SETTLE_POSES -> {
          plan.settledPoses();
          steps.add("settle");
        }
        case REACH_GOAL -> {
          plan.reachedGoal();
          steps.add("goal");
        }
        case WAIT -> {
          return steps;
        }
      }
    }
    return steps;
  }

  @Test
  void shouldSettlePosesOnceWhenAllFramesAreThere() {
    plan =
        new TrainingPlan(
            new TrainingSchedule(
                TrainingSettings.DEFAULTS,
                new SceneOptions(10_000, 0, 1_000, 1, true, SceneProfile.LIFTED, false, true)));
    plan.frameReady(2);
    assertEquals(0, run(1_000).stream().filter("settle"::equals).count());
    plan.endOfCapture();
    List<String> steps = run(1_000);
    assertEquals("settle", steps.getFirst());
    assertEquals(1, steps.stream().filter("settle"::equals).count());
    assertEquals("goal", steps.getLast());
  }

  @Test
  void shouldIdleOnceTheFramesHaveHadTheirIterations() {
    assertEquals(Step.WAIT, plan.next());
    plan.frameReady(2);
    run(1_000);
    assertEquals(Step.WAIT, plan.next());
    assertEquals(2L * PACE.iterationsPerFrame(), plan.iterations());
    plan.frameReady(3);
    run(1_000);
    assertEquals(3L * PACE.iterationsPerFrame(), plan.iterations());
  }

  @Test
  void shouldTrainABurstBetweenTwoFrames() {
    plan.frameReady(2);
    String burst = "train " + PACE.burst();
    assertEquals(List.of("frame 1", burst, "frame 2", burst), run(4));
  }

  @Test
  void shouldTrainLessBetweenFramesWhenManyWait() {
    plan.frameReady(PACE.catchUpBacklog() + 2L);
    List<String> steps = run(6);
    assertEquals("train " + PACE.catchUpBurst(), steps.get(1), steps.toString());
  }

  @Test
  void shouldWaitForAFrameThatIsDueRatherThanTrainOn() {
    plan.frameReady(1);
    assertEquals(OptionalLong.of(1), plan.load());
    assertEquals(OptionalLong.empty(), plan.load());
    assertEquals(Step.WAIT, plan.next());
    plan.loadFailed();
    assertEquals(OptionalLong.of(1), plan.load());
    plan.loaded(true);
    assertEquals(Step.TAKE_UP, plan.next());
  }

  @Test
  void shouldTrainToTheGoalAfterTheLastFrameAndReachItOnce() {
    plan.frameReady(3);
    plan.endOfCapture();
    List<String> steps = run(10_000);
    assertEquals("goal", steps.getLast());
    assertEquals(1, steps.stream().filter("goal"::equals).count());
    assertEquals(1_000, plan.iterations());
    assertEquals(3, plan.frames());
  }

  @Test
  void shouldReachTheGoalOfACaptureWithoutFramesAtOnce() {
    plan.endOfCapture();
    assertEquals(List.of("goal"), run(10));
  }

  @Test
  void shouldPassOverAFrameThatIsLost() {
    plan.frameReady(2);
    plan.load();
    plan.loaded(false);
    assertEquals(1, plan.backlog());
    assertEquals(OptionalLong.of(2), plan.load());
    plan.loaded(true);
    assertEquals(Step.TAKE_UP, plan.next());
    assertTrue(plan.frames() == 0);
  }
}
