package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders the ids of keyframes, a few a slice, and copies the Gaussians. */
final class LookJob implements GpuJob<Look> {
  private final SceneModel model;
  private final List<Taught.Frame> frames;
  private final List<int[]> ids = new ArrayList<>();
  private @Nullable GaussianSnapshot snapshot;

  LookJob(SceneModel model, List<Taught.Frame> frames) {
    this.model = model;
    this.frames = frames;
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    if (snapshot == null) {
      snapshot = slice.device().snapshot(model.set());
    }
    while (ids.size() < frames.size()) {
      ids.add(
          Objects.requireNonNull(
              slice
                  .device()
                  .render(model.set(), frames.get(ids.size()).camera(), RenderOptions.of(Layer.IDS))
                  .ids(),
              "ids"));
      if (!slice.timeLeft()) {
        break;
      }
    }
    return ids.size() == frames.size();
  }

  @Override
  public Look result() {
    return new Look(ids, Objects.requireNonNull(snapshot, "snapshot"));
  }
}
