package io.splatlas.gpu.bench;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.BlendRoofline;
import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Times optimisation steps of the CPU device, stage by stage, and says how near blending is to the
 * fastest it could be on this machine. With one thread, processor time is counted, so that a busy
 * machine disturbs little; with more, wall-clock time.
 */
public final class DeviceBenchmark {
  /**
   * What a run has shown.
   *
   * @param gaussians in the scene
   * @param threads that computed
   * @param milliseconds per step, median over steps
   * @param stages milliseconds per step, mean over steps
   * @param pairs Gaussian-pixel pairs of one step's forward pass
   * @param visitedPerSecond pairs visited in the forward stage
   * @param blendedPerSecond pairs blended in the forward stage
   * @param roofline pairs per second of the blending loop alone, all in the first-level cache,
   *     times the number of threads
   * @param bytesPerGaussian parameters, moments and statistics
   * @param scratchBytes all else that the device holds, photographs excepted
   * @param last report of the last step
   */
  public record Figures(
      int gaussians,
      int threads,
      double milliseconds,
      Map<StageTimes.Stage, Double> stages,
      PairCount pairs,
      double visitedPerSecond,
      double blendedPerSecond,
      double roofline,
      double bytesPerGaussian,
      long scratchBytes,
      StepReport last) {}

  private static final long MEMORY_CAP = 4L << 30;

  private DeviceBenchmark() {}

  /**
   * Trains a copy of a scene for a while.
   *
   * @param warmUp steps before the clock starts
   * @param iterations steps that count
   */
  public static Figures train(
      GaussianBatch scene,
      List<ViewData> photographs,
      TrainingOptions options,
      int threads,
      int warmUp,
      int iterations) {
    LongSupplier clock =
        threads == 1
            ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
            : System::nanoTime;
    try (CpuDevice device = CpuDevice.create(MEMORY_CAP, threads, "benchmark", clock);
        GaussianSet set = device.allocate(scene.layout(), scene.count())) {
      device.append(set, scene);
      List<TrainingView> views = new ArrayList<>();
      for (ViewData photograph : photographs) {
        views.add(device.upload(photograph));
      }
      for (int i = 0; i < warmUp; i++) {
        device.train(set, List.of(views.get(i % views.size())), options);
      }
      Map<StageTimes.Stage, Double> before = stages(device.times(), 1);
      double[] each = new double[iterations];
      StepReport last = new StepReport(0, 0, 0, 0, 0, 0);
      for (int i = 0; i < iterations; i++) {
        long start = clock.getAsLong();
        last = device.train(set, List.of(views.get(i % views.size())), options).getLast();
        each[i] = (clock.getAsLong() - start) / 1e6;
      }
      Map<StageTimes.Stage, Double> spent = stages(device.times(), 1);
      spent.replaceAll((stage, nanos) -> (nanos - before.getOrDefault(stage, 0.0)) / iterations);
      Arrays.sort(each);
      long viewBytes = views.stream().mapToLong(TrainingView::bytes).sum();
      long scratch = device.memory().used() - set.bytes() - viewBytes;
      PairCount pairs = meanPairs(device, set, views, options);
      double seconds = spent.getOrDefault(StageTimes.Stage.FORWARD, 0.0) / 1e3;
      return new Figures(
          set.count(),
          threads,
          each[iterations / 2],
          spent,
          pairs,
          pairs.visited() / seconds,
          pairs.blended() / seconds,
          threads * BlendRoofline.pairsPerSecond(),
          (double) set.bytes() / set.count(),
          scratch,
          last);
    }
  }

  /** The figures as a person reads them. */
  public static String format(Figures f) {
    StringBuilder out = new StringBuilder();
    out.append(
        line(
            "%d Gaussians, %d thread%s: %.2f ms an iteration, PSNR %.2f dB",
            f.gaussians(),
            f.threads(),
            f.threads() == 1 ? "" : "s",
            f.milliseconds(),
            f.last().psnr()));
    f.stages().forEach((stage, ms) -> out.append(line("  %-9s %7.2f ms", stage, ms)));
    out.append(
        line(
            "  forward   %.1f M pairs visited, %.1f M blended, %d tile entries",
            f.pairs().visited() / 1e6, f.pairs().blended() / 1e6, f.pairs().entries()));
    out.append(
        line(
            "  %.2f G pairs/s visited, %.2f G blended; roofline %.2f G/s, share %.0f %%",
            f.visitedPerSecond() / 1e9,
            f.blendedPerSecond() / 1e9,
            f.roofline() / 1e9,
            100 * f.visitedPerSecond() / f.roofline()));
    out.append(
        line(
            "  %.0f bytes a Gaussian, %d MiB scratch",
            f.bytesPerGaussian(), f.scratchBytes() >> 20));
    return out.toString();
  }

  /**
   * Times the synthetic scene.
   *
   * @param gaussians in it, at least 1
   * @param width of the photographs, pixels
   * @param height of the photographs, pixels
   * @param iterations that count, after as many to warm up
   * @param threads to compute with
   */
  public static Figures synthetic(
      int gaussians, int width, int height, int iterations, int threads) {
    List<ViewData> views;
    try (CpuDevice device = CpuDevice.create(MEMORY_CAP, threads, "benchmark")) {
      views = BenchmarkScene.views(device, width, height, 8);
    }
    GaussianBatch scene = BenchmarkScene.gaussians(new GaussianLayout(3, 0), gaussians, 1);
    return train(scene, views, TrainingOptions.defaults(1e-4f), threads, iterations, iterations);
  }

  @SuppressWarnings("AnnotateFormatMethod") // Private: not worth a dependency.
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + System.lineSeparator();
  }

  private static Map<StageTimes.Stage, Double> stages(StageTimes times, int steps) {
    Map<StageTimes.Stage, Double> stages = new EnumMap<>(StageTimes.Stage.class);
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      stages.put(stage, times.nanos(stage) / 1e6 / steps);
    }
    return stages;
  }

  private static PairCount meanPairs(
      CpuDevice device, GaussianSet set, List<TrainingView> views, TrainingOptions options) {
    long visited = 0;
    long blended = 0;
    long entries = 0;
    for (TrainingView view : views) {
      PairCount pairs = device.countPairs(set, view.camera(), options.antialiased());
      visited += pairs.visited();
      blended += pairs.blended();
      entries += pairs.entries();
    }
    int n = views.size();
    return new PairCount(visited / n, blended / n, entries / n);
  }
}
