package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.train.TrainingProgress;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final CatchUp catchUp = new CatchUp(10);

  @Test
  void shouldHaveNothingToCatchUpWithInANewScene() {
    assertTrue(catchUp.isDone());
    catchUp.begin(0, 0, TrainingProgress.NONE);
    assertTrue(catchUp.isDone());
  }

  @Test
  void shouldWaitForTheFrameAndTheIterationsThatWereToldOf() {
    catchUp.begin(5, 40, TrainingProgress.NONE);
    assertFalse(catchUp.isDone());
    catchUp.passed(5, 5, 3);
    catchUp.trained(39);
    assertFalse(catchUp.isDone());
    catchUp.trained(40);
    assertTrue(catchUp.isDone());
  }

  @Test
  void shouldNotWaitForFramesThatCanNoLongerBeRead() {
    catchUp.begin(5, 50, TrainingProgress.NONE);
    catchUp.passed(4, 3, 0);
    assertFalse(catchUp.isDone());
    catchUp.trained(27);
    assertTrue(catchUp.isDone(), "nine tenths of what three frames are entitled to");
  }

  @Test
  void shouldEndWhenTrainingIsOver() {
    catchUp.begin(5, 50, TrainingProgress.NONE);
    catchUp.over();
    assertTrue(catchUp.isDone());
  }
}
