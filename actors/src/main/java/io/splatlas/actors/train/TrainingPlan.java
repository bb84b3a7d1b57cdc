package io.splatlas.actors.train;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which step of training is next: the frames that are known, loaded and taken up, the iterations
 * done, and the rule that chooses between a frame and a burst. Without actors, so that the order of
 * a finished capture can be tested step by step.
 */
final class TrainingPlan {

  /** A step of the loop. */
  enum Step {
    /** Take up the frame that is loaded. */
    TAKE_UP,
    /** Adjust the poses of all frames: no more will come. */
    SETTLE_POSES,
    /** Train a burst of {@link TrainingPlan#burst()}. */
    TRAIN,
    /** Nothing remains to be done after the end of the capture. */
    REACH_GOAL,
    /** Nothing to do until a frame is loaded or becomes durable. */
    WAIT
  }

  private final TrainingSchedule schedule;
  private TrainingSchedule.@Nullable Finishing finishing;
  private long newest;
  private long lastAsked;
  private boolean loading;
  private boolean loaded;
  private boolean noMoreFrames;
  private boolean goalReached;
  private boolean posesSettled;
  private int frames;
  private long iterations;
  private long iterationsAtFrame;

  TrainingPlan(TrainingSchedule schedule) {
    this.schedule = schedule;
    posesSettled = !schedule.options().refinePoses();
  }

  /**
   * Goes on where training was: before anything else.
   *
   * @param finishingStart -1 while frames came
   * @param lastFrame newest frame taken up or found lost
   */
  void resume(long iterationsDone, long finishingStart, int framesTaken, long lastFrame) {
    iterations = iterationsDone;
    iterationsAtFrame = iterationsDone;
    frames = framesTaken;
    lastAsked = lastFrame;
    newest = Math.max(newest, lastFrame);
    if (finishingStart >= 0) {
      finishing = schedule.finishing(finishingStart, framesTaken);
    }
  }

  /** Iteration at which the last stretch began, -1 while frames come. */
  long finishingStart() {
    return finishing == null ? -1 : finishing.start();
  }

  /** The newest frame that was taken up or found lost, 0 before the first. */
  long lastFrame() {
    return loading || loaded ? lastAsked - 1 : lastAsked;
  }

  /** Frames up to this number are durable. */
  void frameReady(long number) {
    newest = Math.max(newest, number);
  }

  /** No more frames will become durable. */
  void endOfCapture() {
    noMoreFrames = true;
  }

  /** The frame to load now, empty while one is loading or loaded or none waits. */
  OptionalLong load() {
    if (loading || loaded || lastAsked >= newest) {
      return OptionalLong.empty();
    }
    loading = true;
    return OptionalLong.of(++lastAsked);
  }

  /** The frame asked for is here, or found to be lost. */
  void loaded(boolean present) {
    loading = false;
    loaded = present;
  }

  /** The frame asked for could not be loaded and is to be asked for again. */
  void loadFailed() {
    loading = false;
    lastAsked--;
  }

  /** The loaded frame has been taken up. */
  void tookUp() {
    loaded = false;
    frames++;
    iterationsAtFrame = iterations;
  }

  /** So many iterations are done. */
  void trained(long total) {
    iterations = total;
  }

  void settledPoses() {
    posesSettled = true;
  }

  void reachedGoal() {
    goalReached = true;
  }

  /** Frames that are durable and not taken up; numbers that are missing count until looked for. */
  int backlog() {
    return (int) Math.min(Integer.MAX_VALUE, newest - lastAsked + (loading || loaded ? 1 : 0));
  }

  /** Frames taken up. */
  int frames() {
    return frames;
  }

  long iterations() {
    return iterations;
  }

  /** The last stretch of training, null while frames come. */
  TrainingSchedule.@Nullable Finishing finishing() {
    if (finishing == null && noMoreFrames && backlog() == 0 && frames > 0) {
      finishing = schedule.finishing(iterations, frames);
    }
    return finishing;
  }

  /** Iterations of the next burst. */
  int burst() {
    return (int) Math.min(schedule.burst(backlog()), goal() - iterations);
  }

  /** What to do next. */
  Step next() {
    boolean mayTrain = iterations < goal();
    boolean burstDone = iterations - iterationsAtFrame >= schedule.burst(backlog());
    if (backlog() > 0 && (burstDone || !mayTrain)) {
      return loaded ? Step.TAKE_UP : Step.WAIT;
    }
    if (mayTrain) {
      return finishing() == null || posesSettled ? Step.TRAIN : Step.SETTLE_POSES;
    }
    return noMoreFrames && !goalReached ? Step.REACH_GOAL : Step.WAIT;
  }

  private long goal() {
    TrainingSchedule.Finishing last = finishing();
    return last != null ? last.goal() : schedule.capturingGoal(frames);
  }
}
