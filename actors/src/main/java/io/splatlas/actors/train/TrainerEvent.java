package io.splatlas.actors.train;

import java.util.Set;

/** What a trainer tells its parent. */
public sealed interface TrainerEvent {

  /**
   * The scene is on the device; a model of before is void.
   *
   * @param from what the model has been through already
   * @param gaussians on the device
   */
  record ModelReady(SceneModel model, TrainingProgress from, int gaussians)
      implements TrainerEvent {}

  /**
   * A frame has been taken up.
   *
   * @param frame with its image, to be looked at soon and not kept
   * @param taken frames taken up so far
   * @param backlog frames that wait
   * @param extent of the scene, metres
   * @param inView ids of the instances that it shows, as they were known on the device
   */
  record FrameTaken(LoadedFrame frame, int taken, int backlog, double extent, Set<Integer> inView)
      implements TrainerEvent {
    public FrameTaken {
      inView = Set.copyOf(inView);
    }
  }

  /** A frame can no longer be read and is left out. */
  record FrameLost(long number, int backlog) implements TrainerEvent {}

  /**
   * A burst is done.
   *
   * @param iterations of the scene so far
   * @param gaussians now
   * @param psnr dB, running mean over about the last hundred iterations
   */
  record Progress(long iterations, int gaussians, double psnr) implements TrainerEvent {}

  /** Training is done. */
  record GoalReached(long iterations) implements TrainerEvent {}

  /** The last checkpoint is written, or could not be. */
  record Concluded(boolean durable) implements TrainerEvent {}

  /** Training cannot go on and trying again would not help; the trainer has stopped. */
  record Failed(String reason) implements TrainerEvent {}
}
