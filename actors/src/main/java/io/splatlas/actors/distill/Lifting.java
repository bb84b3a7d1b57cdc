package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import java.time.Duration;
import java.util.List;

/** Lifts feature maps, one a step; anew when what was lifted before is to be forgotten first. */
final class Lifting implements GpuJob<Lifting.Report> {

  /** So many maps were lifted in this time on the device. */
  record Report(int lifted, Duration busy) {}

  private final SceneModel model;
  private final FeatureProjection projection;
  private final List<Keyframes.Described> keyframes;
  private final boolean anew;
  private int next;
  private boolean begun;
  private long busyNanos;

  /**
   * @param projection of the maps; another one than before only when lifting anew
   */
  Lifting(
      SceneModel model,
      FeatureProjection projection,
      List<Keyframes.Described> keyframes,
      boolean anew) {
    this.model = model;
    this.projection = projection;
    this.keyframes = List.copyOf(keyframes);
    this.anew = anew;
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    long started = System.nanoTime();
    if (anew && !begun) {
      slice.device().clearLifting(model.set());
    }
    begun = true;
    model.projected(projection);
    do {
      if (next < keyframes.size()) {
        Keyframes.Described keyframe = keyframes.get(next++);
        slice.device().lift(model.set(), keyframe.camera(), projection.project(keyframe.map()));
      }
    } while (next < keyframes.size() && slice.timeLeft());
    busyNanos += System.nanoTime() - started;
    return next == keyframes.size();
  }

  @Override
  public Report result() {
    return new Report(next, Duration.ofNanos(busyNanos));
  }
}
