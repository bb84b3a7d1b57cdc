package io.splatlas.gpu.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How the cost of a step grows: the same scene with one thread, half the Gaussians and half the
 * pixels, trained in turns of a few steps, so that what else the machine does touches all alike.
 * Ratios are of the time below which a tenth of the steps lie.
 */
public final class TrainingScaling {
  private static final int TURN = 10;

  /**
   * What a run has shown.
   *
   * @param threads that were compared with one
   * @param threadGain time with one thread over time with all; 1 when there is but one
   * @param gaussiansCost time over that with half the Gaussians
   * @param pixelsCost time over that with half the pixels
   */
  public record Figures(int threads, double threadGain, double gaussiansCost, double pixelsCost) {}

  private TrainingScaling() {}

  /** Trains the four scenes. */
  public static Figures run(BenchmarkSource source, TrainingBenchmark.Setup setup) {
    int n = setup.gaussians();
    List<TrainingRun> runs = new ArrayList<>();
    try {
      runs.add(open(source, n, 1, setup.threads()));
      runs.add(open(source, n, 1, 1));
      runs.add(open(source, (n + 1) / 2, 1, setup.threads()));
      runs.add(open(source, n, Math.sqrt(0.5), setup.threads()));
      inTurns(runs, setup.warmUp());
      runs.forEach(TrainingRun::forget);
      inTurns(runs, setup.iterations());
      double whole = fast(runs.get(0));
      return new Figures(
          setup.threads(),
          setup.threads() == 1 ? 1 : fast(runs.get(1)) / whole,
          whole / fast(runs.get(2)),
          whole / fast(runs.get(3)));
    } finally {
      runs.forEach(TrainingRun::close);
    }
  }

  private static TrainingRun open(
      BenchmarkSource source, int gaussians, double scale, int threads) {
    return new TrainingRun(
        source.gaussians(TrainingRun.LAYOUT, gaussians),
        source.views(scale),
        threads,
        System::nanoTime);
  }

  private static void inTurns(List<TrainingRun> runs, int steps) {
    for (int done = 0; done < steps; done += TURN) {
      for (TrainingRun run : runs) {
        run.steps(Math.min(TURN, steps - done));
      }
    }
  }

  private static double fast(TrainingRun run) {
    return run.times().quantile(0.1);
  }
}
