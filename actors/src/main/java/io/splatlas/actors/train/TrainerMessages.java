package io.splatlas.actors.train;

import io.splatlas.actors.seed.Seeds;
import io.splatlas.gpu.ViewData;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a trainer tells itself: the outcomes of its steps. */
final class TrainerMessages {

  record Found(Optional<TrainingCheckpoint> checkpoint) implements Trainer.Internal {}

  record Allocated(SceneModel model, int gaussians) implements Trainer.Internal {}

  record FrameAdmitted(Seeds seeds, FrameJobs.Admitted admitted) implements Trainer.Internal {}

  record PosesSettled() implements Trainer.Internal {}

  record ViewsLoaded(long[] draws, Map<Long, ViewData> missing) implements Trainer.Internal {}

  record BurstDone(TrainingBurst.Report report) implements Trainer.Internal {}

  record ViewsDropped() implements Trainer.Internal {}

  record StepFailed(String step, Throwable failure) implements Trainer.Internal {}

  record TryAgain() implements Trainer.Internal {}

  record Lost(String reason) implements Trainer.Internal {}

  /** What concerns the frame that is taken up next. */
  sealed interface OfIntake extends Trainer.Internal {}

  record Loaded(long number, Optional<LoadedFrame> frame) implements OfIntake {}

  record LoadFailed(long number, Throwable failure) implements OfIntake {}

  record LoadAgain() implements OfIntake {}

  record Looked(SceneModel model, FrameJobs.Present present) implements OfIntake {}

  record Seeded(SceneModel model, Seeds seeds) implements OfIntake {}

  /** What concerns its checkpoints. */
  sealed interface OfCheckpoint extends Trainer.Internal {}

  record NotFound(Throwable failure) implements OfCheckpoint {}

  record FindAgain() implements OfCheckpoint {}

  record CheckpointDue() implements OfCheckpoint {}

  record CheckpointCopied(TrainingCheckpoint checkpoint) implements OfCheckpoint {}

  record CheckpointSaved(long bytes, Duration took) implements OfCheckpoint {}

  record CheckpointFailed(Throwable failure) implements OfCheckpoint {}

  private TrainerMessages() {}
}
