package io.splatlas.actors.train;

import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Runs jobs on a device that nobody else uses, in the calling thread; owns their handles. */
final class LocalSlices implements GpuSlice, AutoCloseable {
  private final GpuDevice device;
  private final Set<GaussianSet> sets = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<TrainingView> views = Collections.newSetFromMap(new IdentityHashMap<>());

  LocalSlices(GpuDevice device) {
    this.device = device;
  }

  <T> T run(GpuJob<T> job) {
    boolean done;
    do {
      done = job.runSlice(this);
    } while (!done);
    return job.result();
  }

  @Override
  public GpuDevice device() {
    return device;
  }

  @Override
  public boolean timeLeft() {
    return true;
  }

  @Override
  public GaussianSet keep(GaussianSet set) {
    sets.add(set);
    return set;
  }

  @Override
  public TrainingView keep(TrainingView view) {
    views.add(view);
    return view;
  }

  @Override
  public void release(GaussianSet set) {
    sets.remove(set);
    set.close();
  }

  @Override
  public void release(TrainingView view) {
    views.remove(view);
    view.close();
  }

  @Override
  public void close() {
    views.forEach(TrainingView::close);
    sets.forEach(GaussianSet::close);
    views.clear();
    sets.clear();
  }
}
