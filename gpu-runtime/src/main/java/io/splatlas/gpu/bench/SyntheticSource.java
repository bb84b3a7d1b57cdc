package io.splatlas.gpu.bench;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.CpuDevice;
import java.util.List;

/**
 * {@link BenchmarkScene} as a source.
 *
 * @param width of the photographs, pixels
 * @param height of the photographs, pixels
 */
public record SyntheticSource(int width, int height) implements BenchmarkSource {
  private static final int VIEWS = 8;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "synthetic surface";
  }

  @Override
  public GaussianBatch gaussians(GaussianLayout layout, int count) {
    return BenchmarkScene.gaussians(layout, count, SEED);
  }

  @Override
  public List<ViewData> views(double scale) {
    int w = Math.max(1, (int) Math.round(width * scale));
    int h = Math.max(1, (int) Math.round(height * scale));
    try (CpuDevice device = CpuDevice.create(TrainingRun.MEMORY_CAP, "benchmark")) {
      return BenchmarkScene.views(device, w, h, VIEWS);
    }
  }
}
