package io.splatlas.actors.refine;

import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;

/** A few iterations of a stage: long stages are many jobs, so that none runs into its deadline. */
final class LearnJob implements GpuJob<FieldTraining> {
  private static final int ITERATIONS = 50;

  private final SceneModel model;
  private final FieldTraining training;
  private int done;

  LearnJob(SceneModel model, FieldTraining training) {
    this.model = model;
    this.training = training;
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    do {
      if (done < ITERATIONS && !training.isDone()) {
        training.step(slice.device(), model.set());
        done++;
      }
    } while (done < ITERATIONS && !training.isDone() && slice.timeLeft());
    return done == ITERATIONS || training.isDone();
  }

  @Override
  public FieldTraining result() {
    return training;
  }
}
