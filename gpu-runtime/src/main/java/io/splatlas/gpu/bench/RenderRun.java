package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.util.List;

/** A trained scene on a CPU device of its own that is rendered a few frames at a time. */
final class RenderRun implements AutoCloseable {
  private final GaussianSnapshot scene;
  private final CpuDevice device;
  private final GaussianSet set;
  private final List<Camera> cameras;
  private final Times times = new Times();
  private final StageMeter meter;
  private long rendersBefore;
  private int frames;

  /** Trains a scene, then serves it. */
  RenderRun(
      BenchmarkSource source,
      int gaussians,
      List<ViewData> photographs,
      List<ViewData> views,
      TrainingBenchmark.Setup setup) {
    this(trained(source, gaussians, photographs, setup), views, setup.threads());
  }

  private RenderRun(GaussianSnapshot scene, List<ViewData> views, int threads) {
    this.scene = scene;
    device = CpuDevice.create(TrainingRun.MEMORY_CAP, threads, "benchmark");
    meter = new StageMeter(device.times());
    set = device.allocate(scene.gaussians().layout(), scene.count());
    device.restore(set, scene);
    cameras = views.stream().map(ViewData::camera).toList();
  }

  /** The same Gaussians, other images or threads. */
  RenderRun with(List<ViewData> views, int threads) {
    return new RenderRun(scene, views, threads);
  }

  private static GaussianSnapshot trained(
      BenchmarkSource source,
      int gaussians,
      List<ViewData> photographs,
      TrainingBenchmark.Setup setup) {
    try (TrainingRun run =
        new TrainingRun(
            source.gaussians(TrainingRun.LAYOUT, gaussians),
            photographs,
            setup.threads(),
            System::nanoTime)) {
      run.steps(setup.warmUp());
      return run.device().snapshot(run.set());
    }
  }

  void render(int count, RenderOptions options) {
    for (int i = 0; i < count; i++) {
      Camera camera = cameras.get(frames++ % cameras.size());
      long start = System.nanoTime();
      device.render(set, camera, options);
      times.add((System.nanoTime() - start) / 1e6);
    }
  }

  /** Forgets what has been timed. */
  void forget() {
    times.clear();
    rendersBefore = device.times().renders();
    meter.restart();
  }

  Times times() {
    return times;
  }

  double fast() {
    return times.quantile(0.1);
  }

  Camera camera() {
    return cameras.getFirst();
  }

  /** Milliseconds of a render since {@link #forget}, mean. */
  double stage(StageTimes.Stage stage) {
    return meter.mean(device.times().renders() - rendersBefore).getOrDefault(stage, 0.0);
  }

  PairCount meanPairs() {
    long visited = 0;
    long blended = 0;
    long entries = 0;
    for (Camera camera : cameras) {
      PairCount pairs = device.countPairs(set, camera, false);
      visited += pairs.visited();
      blended += pairs.blended();
      entries += pairs.entries();
    }
    int n = cameras.size();
    return new PairCount(visited / n, blended / n, entries / n);
  }

  double bytesPerGaussian() {
    return (double) set.bytes() / set.count();
  }

  @Override
  public void close() {
    set.close();
    device.close();
  }
}
