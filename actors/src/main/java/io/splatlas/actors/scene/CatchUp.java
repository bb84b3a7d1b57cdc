package io.splatlas.actors.scene;

import io.splatlas.actors.train.TrainingProgress;

/**
 * Whether training has come back to where it was when instances were told of last. Until then
 * instances stay as they were told: a clustering of a scene that knows less would take them back.
 */
final class CatchUp {
  /** A scene with fewer frames than it had (some can no longer be read) has fewer iterations. */
  private static final double ENOUGH_OF_ENTITLED = 0.9;

  private final int iterationsPerFrame;
  private long targetFrame;
  private long targetIterations;
  private long frame;
  private int frames;
  private long iterations;
  private int backlog = Integer.MAX_VALUE;
  private boolean done = true;

  /**
   * @param iterationsPerFrame that a capturing scene is entitled to
   */
  CatchUp(int iterationsPerFrame) {
    this.iterationsPerFrame = iterationsPerFrame;
  }

  /**
   * A model begins.
   *
   * @param toldFrame newest frame behind what was told last
   * @param toldIterations behind what was told last
   * @param from what the model has been through already
   */
  void begin(long toldFrame, long toldIterations, TrainingProgress from) {
    targetFrame = toldFrame;
    targetIterations = toldIterations;
    frame = from.lastFrame();
    frames = from.frames().size();
    iterations = from.iterations();
    backlog = Integer.MAX_VALUE;
    done = false;
    look();
  }

  /** A frame was taken up, or found lost. */
  void passed(long number, int taken, int newBacklog) {
    frame = number;
    frames = taken;
    backlog = newBacklog;
    look();
  }

  void trained(long total) {
    iterations = total;
    look();
  }

  /** Training is over: nothing more will come. */
  void over() {
    done = true;
  }

  boolean isDone() {
    return done;
  }

  private void look() {
    boolean seen = frame >= targetFrame || backlog == 0;
    double entitled = ENOUGH_OF_ENTITLED * iterationsPerFrame * frames;
    done |= seen && (iterations >= targetIterations || (iterations >= entitled && frames > 0));
  }
}
