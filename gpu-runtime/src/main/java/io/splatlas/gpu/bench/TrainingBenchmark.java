package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.BlendRoofline;
import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Times optimisation steps of the CPU device, growth off, stage by stage, and says how near
 * blending is to the fastest it could be on this machine. With one thread, processor time is
 * counted, so that a busy machine disturbs little; with more, wall-clock time.
 */
public final class TrainingBenchmark {
  /**
   * What to time.
   *
   * @param gaussians at least 1
   * @param threads at least 1
   * @param warmUp steps before the clock starts, at least 0
   * @param iterations steps that count, at least 1
   */
  public record Setup(int gaussians, int threads, int warmUp, int iterations) {
    public Setup {
      if (gaussians < 1 || threads < 1 || warmUp < 0 || iterations < 1) {
        throw new IllegalArgumentException(
            "Gaussians, threads and iterations must be at least 1, warm-up at least 0");
      }
    }
  }

  /**
   * What a run has shown.
   *
   * @param source what was trained
   * @param gaussians in the scene
   * @param width of the photographs, pixels
   * @param height of the photographs, pixels
   * @param threads that computed
   * @param medianMillis per step
   * @param fastMillis per step, below which a tenth of the steps lie: what others on the machine
   *     disturb least
   * @param stages milliseconds per step, mean over steps
   * @param growthMillis of one growth step, of which there is one in a hundred steps
   * @param pairs Gaussian-pixel pairs of one step's forward pass
   * @param forwardRoofline pairs per second of the forward kernel alone, all in the first-level
   *     cache, times the number of threads
   * @param backwardRoofline the same of the backward kernel
   * @param trainingBytes per Gaussian: parameters, 16 semantic channels, moments, statistics
   * @param servedBytes per Gaussian of the same scene restored to be served only
   * @param scratchBytes all else that the device holds, photographs excepted
   * @param psnr of the last step, dB
   */
  public record Figures(
      String source,
      int gaussians,
      int width,
      int height,
      int threads,
      double medianMillis,
      double fastMillis,
      Map<StageTimes.Stage, Double> stages,
      double growthMillis,
      PairCount pairs,
      double forwardRoofline,
      double backwardRoofline,
      double trainingBytes,
      double servedBytes,
      long scratchBytes,
      double psnr) {

    /** Milliseconds of a stage per step. */
    public double stage(StageTimes.Stage stage) {
      return stages.getOrDefault(stage, 0.0);
    }

    /** Pairs visited per second of a stage that visits them all. */
    public double visitedPerSecond(StageTimes.Stage stage) {
      return pairs.visited() / stage(stage) * 1e3;
    }

    /** Pairs blended per second of a stage that visits them all. */
    public double blendedPerSecond(StageTimes.Stage stage) {
      return pairs.blended() / stage(stage) * 1e3;
    }
  }

  private TrainingBenchmark() {}

  /** Trains a scene for a while. */
  public static Figures run(BenchmarkSource source, Setup setup) {
    List<ViewData> photographs = source.views(1);
    LongSupplier clock =
        setup.threads() == 1
            ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
            : System::nanoTime;
    try (TrainingRun run =
        new TrainingRun(
            source.gaussians(TrainingRun.LAYOUT, setup.gaussians()),
            photographs,
            setup.threads(),
            clock)) {
      run.steps(setup.warmUp());
      run.forget();
      run.steps(setup.iterations());
      Camera camera = photographs.getFirst().camera();
      return new Figures(
          source.name(),
          run.set().count(),
          camera.width(),
          camera.height(),
          setup.threads(),
          run.times().quantile(0.5),
          run.times().quantile(0.1),
          run.meanStages(),
          run.growth(),
          run.meanPairs(),
          setup.threads() * BlendRoofline.forwardPairsPerSecond(),
          setup.threads() * BlendRoofline.backwardPairsPerSecond(),
          (double) run.set().bytes() / run.set().count(),
          servedBytes(run),
          run.scratchBytes(),
          run.last().psnr());
    }
  }

  /** Bytes per Gaussian of the scene as a server holds it that does not train it. */
  private static double servedBytes(TrainingRun run) {
    GaussianSnapshot snapshot = run.device().snapshot(run.set());
    try (CpuDevice server = CpuDevice.create(TrainingRun.MEMORY_CAP, 1, "benchmark");
        GaussianSet served = server.allocate(run.set().layout(), snapshot.count())) {
      server.restore(served, snapshot);
      return (double) served.bytes() / served.count();
    }
  }
}
