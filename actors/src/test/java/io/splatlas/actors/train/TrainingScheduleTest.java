package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.TrainingOptions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainingScheduleTest {
  private static final SceneOptions OPTIONS = new SceneOptions(10_000, 2, 3_000, 5, true);
  private final TrainingSchedule schedule =
      new TrainingSchedule(TrainingSettings.DEFAULTS, OPTIONS);

  @Test
  void shouldKeepThePositionRateWhileCapturingAndLetItDecayWhileFinishing() {
    TrainingSettings.Rates rates = TrainingSettings.Rates.DEFAULTS;
    assertEquals(2 * rates.position(), schedule.positionRate(0, null, 2), 1e-12);
    assertEquals(2 * rates.position(), schedule.positionRate(50_000, null, 2), 1e-12);
    TrainingSchedule.Finishing finishing = new TrainingSchedule.Finishing(1_000, 3_000);
    assertEquals(rates.position(), schedule.positionRate(1_000, finishing, 1), 1e-12);
    assertEquals(rates.positionEnd(), schedule.positionRate(3_000, finishing, 1), 1e-12);
    assertEquals(
        Math.sqrt(rates.position() * rates.positionEnd()),
        schedule.positionRate(2_000, finishing, 1),
        1e-12);
  }

  @Test
  void shouldLetAllOtherRatesFallLateWhileFinishing() {
    TrainingSettings.Rates rates = TrainingSettings.Rates.DEFAULTS;
    TrainingSchedule.Finishing finishing = new TrainingSchedule.Finishing(1_000, 3_000);
    assertEquals(rates.scale(), schedule.step(5_000, null, 1, 0).scaleRate(), 1e-7);
    assertEquals(rates.scale(), schedule.step(1_000, finishing, 1, 0).scaleRate(), 1e-7);
    float half = schedule.step(2_000, finishing, 1, 0).scaleRate();
    assertTrue(half > 0.75 * rates.scale() && half < rates.scale(), "scale " + half);
    assertEquals(
        rates.othersEnd() * rates.shDc(), schedule.step(3_000, finishing, 1, 0).shDcRate(), 1e-7);
  }

  @Test
  void shouldKeepMeasuredGeometryAndLearnColoursAtFullRate() {
    double kept = TrainingSettings.Rates.DEFAULTS.measuredGeometry();
    TrainingOptions guessed = schedule.step(0, null, 1, 0);
    TrainingOptions measured = schedule.step(0, null, 1, 1);
    assertEquals(kept * guessed.positionRate(), measured.positionRate(), 1e-9);
    assertEquals(kept * guessed.scaleRate(), measured.scaleRate(), 1e-7);
    assertEquals(kept * guessed.rotationRate(), measured.rotationRate(), 1e-7);
    assertEquals(guessed.shDcRate(), measured.shDcRate());
    SceneOptions blind = new SceneOptions(10_000, 2, 3_000, 5, false);
    TrainingSchedule without = new TrainingSchedule(TrainingSettings.DEFAULTS, blind);
    assertEquals(guessed.scaleRate(), without.step(0, null, 1, 1).scaleRate());
  }

  @Test
  void shouldRaiseTheShDegreeUpToTheScenes() {
    int every = TrainingSettings.Rates.DEFAULTS.shDegreeEvery();
    assertEquals(0, schedule.shDegree(0));
    assertEquals(1, schedule.shDegree(every));
    assertEquals(2, schedule.shDegree(100L * every));
  }

  @Test
  void shouldGrowNoFasterThanItsShareAndNeverPastTheCap() {
    GrowthOptions early = schedule.growth(100, null, 1, 1_000, 40);
    assertEquals(1_050, early.target());
    GrowthOptions nearLimit = schedule.growth(100, null, 1, 6_990, 40);
    assertEquals(7_000, nearLimit.target());
    GrowthOptions past = schedule.growth(100, null, 1, 9_000, 40);
    assertEquals(9_000, past.target());
    GrowthOptions last =
        schedule.growth(100, new TrainingSchedule.Finishing(50, 3_000), 1, 9_900, 40);
    assertEquals(10_000, last.target());
    assertNotEquals(early.seed(), schedule.growth(200, null, 1, 1_000, 40).seed());
  }

  @Test
  void shouldStopGrowingBeforeTheEnd() {
    TrainingSchedule.Finishing finishing = new TrainingSchedule.Finishing(0, 1_000);
    assertTrue(schedule.growsAfter(700, finishing));
    assertFalse(schedule.growsAfter(800, finishing));
    assertTrue(schedule.growsAfter(800, null));
    assertFalse(schedule.growsAfter(801, null));
    assertFalse(schedule.growsAfter(0, null));
  }

  @Test
  void shouldFinishAtTheScenesIterationsOrAShareOfThemAfterTheLastFrame() {
    assertEquals(new TrainingSchedule.Finishing(500, 3_000), schedule.finishing(500, 40));
    assertEquals(new TrainingSchedule.Finishing(9_000, 9_600), schedule.finishing(9_000, 40));
  }

  @Test
  void shouldLeaveRoomForTheSeedsOfLaterFrames() {
    int count = 0;
    for (int frame = 0; frame < 500; frame++) {
      int seeds = schedule.seeds(count, 40);
      assertTrue(count == 10_000 || seeds >= 1);
      count += seeds;
      assertTrue(count <= 10_000);
    }
    assertTrue(schedule.seeds(0, 40) < 10_000 / 4);
  }

  @Test
  void shouldTrainBeforeAnotherColourEveryStepWhereNoDepthHoldsOpacity() {
    Set<Float> seen = new HashSet<>();
    for (int iteration = 0; iteration < 100; iteration++) {
      float[] background = schedule.step(iteration, null, 1, 0).background();
      for (float channel : background) {
        assertTrue(channel >= 0 && channel <= 1, "channel " + channel);
        seen.add(channel);
      }
      assertArrayEquals(background, schedule.step(iteration, null, 1, 0).background());
      assertArrayEquals(new float[3], schedule.step(iteration, null, 1, 1).background());
    }
    assertTrue(seen.size() > 250, "few colours: " + seen.size());
    double mean = seen.stream().mapToDouble(Float::doubleValue).average().orElse(0);
    assertEquals(0.5, mean, 0.1);
  }

  @Test
  void shouldUseDepthOnlyWhenTheSceneMay() {
    SceneOptions without = new SceneOptions(10_000, 2, 3_000, 5, false);
    assertTrue(schedule.step(0, null, 1, 1).depthWeight() > 0);
    assertEquals(
        0,
        new TrainingSchedule(TrainingSettings.DEFAULTS, without).step(0, null, 1, 0).depthWeight());
  }

  @Test
  void shouldRefuseHyperParametersOutOfRange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingSettings.Growth(0, 0.05, 0.7, 0.7, 0.005, 0, 100, 0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingSettings.Pace(8, 6, 2, 60, 1.5, 0.5, 12, 8, 1, 12, 1));
    assertThrows(IllegalArgumentException.class, () -> new TrainingSchedule.Finishing(10, 10));
  }
}
