package io.splatlas.actors.runtime;

import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;

/** What a job works with during one slice. Not to be kept beyond it. */
public interface GpuSlice {
  /** The device, for this slice only. */
  GpuDevice device();

  /**
   * Whether the slice may begin another step: its time is not over and no viewer waits. A job that
   * goes on regardless delays renders.
   */
  boolean timeLeft();

  /**
   * Books a handle on the job's owner: it is closed when the job fails or the owner is released, at
   * the latest. Every handle a job makes must be kept or closed.
   */
  GaussianSet keep(GaussianSet set);

  /** See {@link #keep(GaussianSet)}. */
  TrainingView keep(TrainingView view);

  /** Closes a handle that was kept, now. */
  void release(GaussianSet set);

  /** See {@link #release(GaussianSet)}. */
  void release(TrainingView view);
}
