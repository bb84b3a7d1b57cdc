package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.BlendRoofline;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.util.List;

/**
 * Times colour renders of a scene that has been trained for a while, from the cameras of its
 * photographs, stage by stage. Wall-clock time.
 */
public final class RenderBenchmark {
  /**
   * What a run found.
   *
   * @param source what was rendered
   * @param gaussians in the scene
   * @param width pixels
   * @param height pixels
   * @param threads used
   * @param medianMillis of a render
   * @param p95Millis of a render
   * @param fastMillis below which a tenth of the renders lie
   * @param projectMillis of a render, mean
   * @param binMillis of a render, mean
   * @param forwardMillis of a render, mean
   * @param pairs Gaussian-pixel pairs of one render, mean
   * @param forwardRoofline see {@link TrainingBenchmark.Figures}
   * @param servedBytes per Gaussian
   * @param scaling how the cost grows
   */
  public record Figures(
      String source,
      int gaussians,
      int width,
      int height,
      int threads,
      double medianMillis,
      double p95Millis,
      double fastMillis,
      double projectMillis,
      double binMillis,
      double forwardMillis,
      PairCount pairs,
      double forwardRoofline,
      double servedBytes,
      TrainingScaling.Figures scaling) {}

  private static final RenderOptions OPTIONS = RenderOptions.of(Layer.COLOUR);
  private static final int TURN = 10;

  private final RenderRun whole;
  private final RenderRun oneThread;
  private final RenderRun halfGaussians;
  private final RenderRun halfPixels;

  private RenderBenchmark(BenchmarkSource source, TrainingBenchmark.Setup setup) {
    int n = setup.gaussians();
    List<ViewData> views = source.views(1);
    List<ViewData> small = source.views(Math.sqrt(0.5));
    whole = new RenderRun(source, n, views, views, setup);
    oneThread = whole.with(views, 1);
    halfGaussians = new RenderRun(source, (n + 1) / 2, views, views, setup);
    halfPixels = whole.with(small, setup.threads());
  }

  /**
   * Times renders.
   *
   * @param setup its warm-up is the training of the scene; iterations are renders
   */
  public static Figures run(BenchmarkSource source, TrainingBenchmark.Setup setup) {
    RenderBenchmark benchmark = new RenderBenchmark(source, setup);
    try {
      return benchmark.measure(source, setup);
    } finally {
      benchmark.runs().forEach(RenderRun::close);
    }
  }

  private List<RenderRun> runs() {
    return List.of(whole, oneThread, halfGaussians, halfPixels);
  }

  private Figures measure(BenchmarkSource source, TrainingBenchmark.Setup setup) {
    inTurns(setup.iterations());
    runs().forEach(RenderRun::forget);
    inTurns(setup.iterations());
    double fast = whole.fast();
    Camera camera = whole.camera();
    return new Figures(
        source.name(),
        setup.gaussians(),
        camera.width(),
        camera.height(),
        setup.threads(),
        whole.times().quantile(0.5),
        whole.times().quantile(0.95),
        fast,
        whole.stage(StageTimes.Stage.PROJECT),
        whole.stage(StageTimes.Stage.BIN),
        whole.stage(StageTimes.Stage.FORWARD),
        whole.meanPairs(),
        setup.threads() * BlendRoofline.forwardPairsPerSecond(),
        whole.bytesPerGaussian(),
        new TrainingScaling.Figures(
            setup.threads(),
            setup.threads() == 1 ? 1 : oneThread.fast() / fast,
            fast / halfGaussians.fast(),
            fast / halfPixels.fast()));
  }

  private void inTurns(int frames) {
    for (int done = 0; done < frames; done += TURN) {
      for (RenderRun run : runs()) {
        run.render(Math.min(TURN, frames - done), OPTIONS);
      }
    }
  }
}
