package io.splatlas.gpu.bench;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.cpu.CpuDevice;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Times renders of the synthetic scene from the cameras of a slow pan. */
public final class RenderBenchmark {
  private static final long MEMORY_CAP = 8L << 30;

  private RenderBenchmark() {}

  /**
   * What a run found.
   *
   * @param gaussians in the scene
   * @param width pixels
   * @param height pixels
   * @param threads used
   * @param medianMillis of a render
   * @param p95Millis of a render
   */
  public record Figures(
      int gaussians, int width, int height, int threads, double medianMillis, double p95Millis) {
    /** As a person reads it. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "%d Gaussians, %d x %d, %d threads: median %.1f ms, p95 %.1f ms, %.1f frames a second",
          gaussians,
          width,
          height,
          threads,
          medianMillis,
          p95Millis,
          1e3 / medianMillis);
    }
  }

  /**
   * Times colour renders of the synthetic scene.
   *
   * @param frames that count, after as many to warm up
   */
  public static Figures synthetic(int gaussians, int width, int height, int frames, int threads) {
    RenderOptions options = new RenderOptions(Set.of(Layer.COLOUR), 3, false, new float[3]);
    GaussianLayout layout = new GaussianLayout(3, 0);
    try (CpuDevice device = CpuDevice.create(MEMORY_CAP, threads, "benchmark");
        GaussianSet set = device.allocate(layout, gaussians)) {
      device.append(set, BenchmarkScene.gaussians(layout, gaussians, 1));
      double[] millis = new double[frames];
      for (int i = 0; i < 2 * frames; i++) {
        long start = System.nanoTime();
        device.render(set, BenchmarkScene.camera(width, height, i % frames, frames), options);
        millis[i % frames] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(millis);
      return new Figures(
          gaussians,
          width,
          height,
          threads,
          millis[frames / 2],
          millis[Math.min(frames - 1, (int) Math.ceil(0.95 * frames) - 1)]);
    }
  }
}
