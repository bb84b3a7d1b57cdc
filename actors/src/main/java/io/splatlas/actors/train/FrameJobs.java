package io.splatlas.actors.train;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.ViewData;
import org.jspecify.annotations.Nullable;

/** The jobs by which a scene comes to be on the device and takes up a frame. */
final class FrameJobs {

  /** What the scene shows where a frame was taken; null while it has no Gaussians. */
  record Present(@Nullable RenderedView view, int gaussians) {}

  /**
   * A frame is on the device.
   *
   * @param appended seeds that found room
   * @param gaussians now
   * @param refusal why the others found no memory, empty when they did
   */
  record Admitted(int appended, int gaussians, String refusal) {}

  /** A scene is on the device, with so many Gaussians. */
  record Allocated(SceneModel model, int gaussians) {}

  private FrameJobs() {}

  static GpuJob<Allocated> allocate(GaussianLayout layout, SceneOptions options) {
    return GpuJob.once(
        slice ->
            new Allocated(
                new SceneModel(
                    slice.keep(slice.device().allocate(layout, options.capacity())),
                    options.antialiased(),
                    0,
                    null),
                0));
  }

  /** Brings a scene back as it was. */
  static GpuJob<Allocated> restore(TrainingCheckpoint from, SceneOptions options) {
    return GpuJob.once(
        slice -> {
          GaussianSet set =
              slice.keep(
                  slice
                      .device()
                      .allocate(from.gaussians().gaussians().layout(), options.capacity()));
          slice.device().restore(set, from.gaussians());
          return new Allocated(
              new SceneModel(
                  set, options.antialiased(), from.progress().iterations(), from.projection()),
              set.count());
        });
  }

  /** Copies a scene with what goes with it. */
  static GpuJob<TrainingCheckpoint> copy(SceneModel model, TrainingProgress progress) {
    return GpuJob.once(
        slice ->
            new TrainingCheckpoint(
                slice.device().snapshot(model.set()),
                model.revision(),
                progress,
                model.projection()));
  }

  static GpuJob<Present> look(SceneModel model, Camera camera) {
    return GpuJob.once(
        slice -> {
          int count = model.set().count();
          RenderOptions layers =
              RenderOptions.of(Layer.COLOUR, Layer.ALPHA, Layer.DEPTH, Layer.IDS);
          return new Present(
              count == 0 ? null : model.render(slice.device(), camera, layers), count);
        });
  }

  static GpuJob<Admitted> admit(
      SceneModel model, ResidentViews resident, long number, ViewData view, GaussianBatch seeds) {
    return GpuJob.once(
        slice -> {
          resident.put(slice, number, view, any -> true);
          return append(slice, model, seeds);
        });
  }

  /** Device memory that is used up leaves the scene as it is; training goes on. */
  private static Admitted append(GpuSlice slice, SceneModel model, GaussianBatch seeds) {
    try {
      int appended = seeds.count() == 0 ? 0 : slice.device().append(model.set(), seeds);
      return new Admitted(appended, model.set().count(), "");
    } catch (DeviceMemoryException full) {
      return new Admitted(0, model.set().count(), String.valueOf(full.getMessage()));
    }
  }

  static GpuJob<Boolean> dropViews(ResidentViews resident) {
    return GpuJob.once(
        slice -> {
          resident.clear(slice);
          return true;
        });
  }
}
