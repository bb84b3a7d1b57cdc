package io.splatlas.actors.train;

import java.time.Duration;

/**
 * When the next checkpoint is due: not before something was learnt, not while one is being written,
 * and so seldom that writing takes a small share of the time.
 */
final class CheckpointPace {
  /** Writing may take one part in so many of the time. */
  private static final int SHARE_OF_TIME = 20;

  private final Duration every;
  private boolean due;
  private boolean writing;
  private boolean concluding;
  private boolean resting;
  private boolean last;
  private long savedIterations;
  private long savedFrame;

  CheckpointPace(Duration every) {
    this.every = every;
  }

  /** A checkpoint of this progress is on disk already. */
  void resumeAt(TrainingProgress progress) {
    savedIterations = progress.iterations();
    savedFrame = progress.lastFrame();
  }

  /** The time since the last one is up. */
  void due() {
    due = true;
  }

  /** The last one of a scene is wanted, now. */
  void conclude() {
    concluding = true;
  }

  /** No more is learnt: one is wanted now when there is news. */
  void rest() {
    resting = true;
  }

  /** Whether no more is learnt. */
  boolean resting() {
    return resting;
  }

  /** Whether one is on its way to the disk. */
  boolean writing() {
    return writing;
  }

  /** Whether the one that is under way is the last of the scene. */
  boolean last() {
    return last;
  }

  /** Whether a checkpoint is to be taken now. */
  boolean wants(long iterations, long lastFrame) {
    boolean news = iterations > savedIterations || lastFrame > savedFrame;
    return !writing && (concluding || ((due || resting) && news && iterations > 0));
  }

  /** One is taken and being written. */
  void taking(long iterations, long lastFrame) {
    due = false;
    writing = true;
    last = concluding;
    concluding = false;
    savedIterations = iterations;
    savedFrame = lastFrame;
  }

  /**
   * It is written, or could not be.
   *
   * @return whether it was the last of the scene
   */
  boolean ended() {
    boolean wasLast = writing && last;
    writing = false;
    last = false;
    return wasLast;
  }

  /** How long to wait for the next one. */
  Duration pauseAfter(Duration took) {
    Duration least = took.multipliedBy(SHARE_OF_TIME);
    return least.compareTo(every) > 0 ? least : every;
  }
}
