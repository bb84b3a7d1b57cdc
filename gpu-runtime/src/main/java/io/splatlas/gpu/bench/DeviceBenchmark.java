package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Times optimisation steps of any device by the wall clock, begun as a training burst begins them,
 * so that a device which works beside the host shows it; growth, a render and a snapshot by
 * themselves.
 */
public final class DeviceBenchmark {
  /** Steps that are on their way at a time. */
  private static final int IN_FLIGHT = 2;

  /**
   * What a run has shown.
   *
   * @param source what was trained
   * @param device its name
   * @param gaussians in the scene
   * @param width of the photographs, pixels
   * @param height of the photographs, pixels
   * @param stepsPerSecond mean over all steps that count
   * @param growthMillis of a growth step that adds nothing
   * @param renderMillis of a colour render, its copy to the host included
   * @param snapshotMillis of a copy of the scene to the host
   * @param bytes that the device holds
   * @param psnr of the last step, dB
   */
  public record Figures(
      String source,
      String device,
      int gaussians,
      int width,
      int height,
      double stepsPerSecond,
      double growthMillis,
      double renderMillis,
      double snapshotMillis,
      long bytes,
      double psnr) {}

  private final GpuDevice device;
  private final GaussianSet set;
  private final List<TrainingView> views = new ArrayList<>();
  private int steps;

  private DeviceBenchmark(GpuDevice device, GaussianSet set) {
    this.device = device;
    this.set = set;
  }

  /**
   * Trains a scene for a while.
   *
   * @param choice as {@link Devices#create} takes it
   * @param memory bytes the device may hold
   * @throws IllegalStateException when the device cannot be had
   */
  public static Figures run(
      BenchmarkSource source, TrainingBenchmark.Setup setup, String choice, long memory) {
    List<ViewData> photographs = source.views(1);
    try (GpuDevice device = Devices.create(choice, memory);
        GaussianSet set = device.allocate(TrainingRun.LAYOUT, setup.gaussians())) {
      device.append(set, source.gaussians(TrainingRun.LAYOUT, setup.gaussians()));
      DeviceBenchmark run = new DeviceBenchmark(device, set);
      photographs.forEach(photograph -> run.views.add(device.upload(photograph)));
      run.steps(setup.warmUp());
      long start = System.nanoTime();
      StepReport last = run.steps(setup.iterations());
      double seconds = (System.nanoTime() - start) / 1e9;
      Camera camera = photographs.getFirst().camera();
      return new Figures(
          source.name(),
          device.info().name(),
          set.count(),
          camera.width(),
          camera.height(),
          setup.iterations() / seconds,
          millis(() -> device.grow(set, new GrowthOptions(set.count(), 0.005f, 0, 1))),
          run.renderMillis(camera),
          millis(() -> device.snapshot(set)),
          device.memory().used(),
          last.psnr());
    }
  }

  private StepReport steps(int count) {
    Queue<PendingSteps> pending = new ArrayDeque<>();
    StepReport last = new StepReport(0, 0, 0, 0, 0, 0);
    for (int k = 0; k < count; k++) {
      TrainingView view = views.get(steps++ % views.size());
      pending.add(device.begin(set, List.of(view), TrainingRun.OPTIONS));
      if (pending.size() > IN_FLIGHT) {
        last = pending.remove().await().getFirst();
      }
    }
    while (!pending.isEmpty()) {
      last = pending.remove().await().getFirst();
    }
    return last;
  }

  private double renderMillis(Camera camera) {
    RenderOptions colour = RenderOptions.of(Layer.COLOUR);
    device.render(set, camera, colour);
    return millis(() -> device.render(set, camera, colour));
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
