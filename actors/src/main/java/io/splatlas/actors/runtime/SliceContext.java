package io.splatlas.actors.runtime;

import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** One slice of one job: handles are booked on the job first, and on its owner when it is done. */
final class SliceContext implements GpuSlice {
  private final GpuDevice device;
  private final Handles ofJob;
  private final Handles ofOwner;
  private final LongSupplier clock;
  private final long end;
  private final BooleanSupplier cutShort;

  SliceContext(
      GpuDevice device,
      Handles ofJob,
      Handles ofOwner,
      LongSupplier clock,
      long sliceNanos,
      BooleanSupplier cutShort) {
    this.device = device;
    this.ofJob = ofJob;
    this.ofOwner = ofOwner;
    this.clock = clock;
    this.end = clock.getAsLong() + sliceNanos;
    this.cutShort = cutShort;
  }

  @Override
  public GpuDevice device() {
    return device;
  }

  @Override
  public boolean timeLeft() {
    return clock.getAsLong() - end < 0 && !cutShort.getAsBoolean();
  }

  @Override
  public GaussianSet keep(GaussianSet set) {
    ofJob.add(set, set::close);
    return set;
  }

  @Override
  public TrainingView keep(TrainingView view) {
    ofJob.add(view, view::close);
    return view;
  }

  @Override
  public void release(GaussianSet set) {
    close(set);
  }

  @Override
  public void release(TrainingView view) {
    close(view);
  }

  private void close(Object handle) {
    if (!ofJob.close(handle) && !ofOwner.close(handle)) {
      throw new IllegalStateException("a job can only release handles of its owner");
    }
  }
}
