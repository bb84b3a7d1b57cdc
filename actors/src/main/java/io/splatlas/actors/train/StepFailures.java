package io.splatlas.actors.train;

import io.splatlas.actors.model.SceneProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to do about a trainer's steps that fail. Belongs to the trainer's actor. */
final class StepFailures {
  private static final Logger LOG = LoggerFactory.getLogger(StepFailures.class);
  private static final int MOST = 3;

  /** What follows. */
  enum Verdict {
    /** A passing shortage: try again. */
    AGAIN,
    /** The scene does not fit the device. */
    HOPELESS,
    /** Several failures in a row: begin anew. */
    TOO_OFTEN
  }

  private final String scene;
  private int inARow;
  private boolean memoryRefused;

  StepFailures(String scene) {
    this.scene = scene;
  }

  Verdict judge(TrainerMessages.StepFailed failed) {
    SceneProblem.Reason reason =
        failed.failure() instanceof SceneProblem problem ? problem.reason() : null;
    inARow += reason == SceneProblem.Reason.UNAVAILABLE ? 0 : 1;
    LOG.warn("Scene {}: {} failed ({} in a row)", scene, failed.step(), inARow, failed.failure());
    if (inARow <= MOST) {
      return Verdict.AGAIN;
    }
    return reason == SceneProblem.Reason.EXHAUSTED ? Verdict.HOPELESS : Verdict.TOO_OFTEN;
  }

  /** A step succeeded. */
  void over() {
    inARow = 0;
  }

  /**
   * Says once that a scene found no memory to grow.
   *
   * @param refusal empty when it did
   */
  void warnOfMemory(String refusal) {
    if (!refusal.isEmpty() && !memoryRefused) {
      memoryRefused = true;
      LOG.warn("Scene {} stops growing before its cap: {}", scene, refusal);
    }
  }
}
