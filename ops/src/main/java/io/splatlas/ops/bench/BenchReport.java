package io.splatlas.ops.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.gpu.bench.DeviceBenchmark;
import io.splatlas.gpu.bench.RenderBenchmark;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.gpu.bench.TrainingScaling;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import io.splatlas.ops.eval.LatencySummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of the device's benchmarks as lines for a person and as one line of JSON. */
public final class BenchReport {
  private BenchReport() {}

  /** Lines for a person. */
  public static List<String> text(TrainingBenchmark.Figures f) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "%s, %,d Gaussians, %d x %d, %s: %.2f ms an iteration (fastest tenth %.2f), PSNR %.2f"
                + " dB",
            f.source(),
            f.gaussians(),
            f.width(),
            f.height(),
            threads(f.threads()),
            f.medianMillis(),
            f.fastMillis(),
            f.psnr()));
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      lines.add(line("  %-9s %7.2f ms", name(stage), f.stage(stage)));
    }
    lines.add(line("  growth    %7.2f ms, once in 100 iterations or less", f.growthMillis()));
    lines.add(pairs(f.pairs()));
    lines.add(share("forward", f, StageTimes.Stage.FORWARD, f.forwardRoofline()));
    lines.add(share("backward", f, StageTimes.Stage.BACKWARD, f.backwardRoofline()));
    lines.add(
        line(
            "  a Gaussian takes %.0f bytes in training, %.0f served only; %d MiB scratch",
            f.trainingBytes(), f.servedBytes(), f.scratchBytes() >> 20));
    return lines;
  }

  /** Lines for a person. */
  public static List<String> text(RenderBenchmark.Figures f) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "%s, %,d Gaussians, %d x %d, %s: median %.2f ms, p95 %.2f ms, %.1f frames/s",
            f.source(),
            f.gaussians(),
            f.width(),
            f.height(),
            threads(f.threads()),
            f.medianMillis(),
            f.p95Millis(),
            1e3 / f.medianMillis()));
    lines.add(line("  project   %7.2f ms", f.projectMillis()));
    lines.add(line("  bin       %7.2f ms", f.binMillis()));
    lines.add(line("  forward   %7.2f ms", f.forwardMillis()));
    lines.add(pairs(f.pairs()));
    lines.add(
        line(
            "  forward: %.2f G pairs/s visited, %.2f G blended; roofline %.2f G/s, share %.0f %%",
            f.pairs().visited() / f.forwardMillis() / 1e6,
            f.pairs().blended() / f.forwardMillis() / 1e6,
            f.forwardRoofline() / 1e9,
            100 * f.pairs().visited() / f.forwardMillis() * 1e3 / f.forwardRoofline()));
    lines.add(line("  a Gaussian takes %.0f bytes served only", f.servedBytes()));
    lines.add(text(f.scaling()));
    return lines;
  }

  /** Lines for a person. */
  public static List<String> text(ServeBenchmark.Figures f) {
    return List.of(
        line(
            "%,d Gaussians in training, %.1f iterations/s meanwhile",
            f.gaussians(), f.iterationsPerSecond()),
        waiting("320 x 240 while training", f.small()),
        waiting("640 x 480 while training", f.large()),
        waiting("640 x 480 finished", f.idle()),
        line(
            "  640 x 480 finished: %.1f frames/s, %.1f ms of processor time a frame",
            f.idleFramesPerSecond(), f.idleCpuMillis()));
  }

  /** One line of JSON. */
  public static String json(ServeBenchmark.Figures f) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "serve");
    json.put("gaussians", f.gaussians());
    json.put("iterationsPerSecond", rounded(f.iterationsPerSecond()));
    waiting(json.putObject("training320x240"), f.small());
    waiting(json.putObject("training640x480"), f.large());
    waiting(json.putObject("finished640x480"), f.idle());
    json.put("finishedFramesPerSecond", rounded(f.idleFramesPerSecond()));
    json.put("finishedCpuMillis", rounded(f.idleCpuMillis()));
    return json.toString();
  }

  private static void waiting(ObjectNode json, LatencySummary times) {
    json.put("renders", times.count());
    json.put("p50Millis", rounded(1e3 * times.p50Seconds()));
    json.put("p95Millis", rounded(1e3 * times.p95Seconds()));
    json.put("maxMillis", rounded(1e3 * times.maxSeconds()));
  }

  private static String waiting(String what, LatencySummary times) {
    return line(
        "  %s: p50 %.1f ms, p95 %.1f ms, longest %.1f ms of %d",
        what,
        1e3 * times.p50Seconds(),
        1e3 * times.p95Seconds(),
        1e3 * times.maxSeconds(),
        times.count());
  }

  /** A line for a person. */
  public static String text(DeviceBenchmark.Figures f) {
    return line(
        "%s, %,d Gaussians, %d x %d, %s: %.1f steps/s, PSNR %.2f dB; growth %.2f ms, render %.2f"
            + " ms, snapshot %.1f ms, %d MiB",
        f.source(),
        f.gaussians(),
        f.width(),
        f.height(),
        f.device(),
        f.stepsPerSecond(),
        f.psnr(),
        f.growthMillis(),
        f.renderMillis(),
        f.snapshotMillis(),
        f.bytes() >> 20);
  }

  /** One line of JSON. */
  public static String json(DeviceBenchmark.Figures f) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "train");
    json.put("source", f.source());
    json.put("device", f.device());
    json.put("gaussians", f.gaussians());
    json.put("width", f.width());
    json.put("height", f.height());
    json.put("stepsPerSecond", rounded(f.stepsPerSecond()));
    json.put("growthMillis", rounded(f.growthMillis()));
    json.put("renderMillis", rounded(f.renderMillis()));
    json.put("snapshotMillis", rounded(f.snapshotMillis()));
    json.put("bytes", f.bytes());
    json.put("psnr", rounded(f.psnr()));
    return json.toString();
  }

  /** A line for a person. */
  public static String text(TrainingScaling.Figures f) {
    return line(
        "  scaling: %s %.2f times as fast as 1; twice the Gaussians cost %.2f times, twice the"
            + " pixels %.2f times",
        threads(f.threads()), f.threadGain(), f.gaussiansCost(), f.pixelsCost());
  }

  /**
   * One line of JSON, scaling added.
   *
   * @param scaling empty when it was not measured
   */
  public static String json(TrainingBenchmark.Figures f, List<TrainingScaling.Figures> scaling) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "train");
    head(json, f.source(), f.gaussians(), f.width(), f.height(), f.threads());
    json.put("medianMillis", rounded(f.medianMillis()));
    json.put("fastMillis", rounded(f.fastMillis()));
    ObjectNode stages = json.putObject("stages");
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      stages.put(name(stage), rounded(f.stage(stage)));
    }
    json.put("growthMillis", rounded(f.growthMillis()));
    pairs(json, f.pairs());
    rate(json, "forward", f, StageTimes.Stage.FORWARD, f.forwardRoofline());
    rate(json, "backward", f, StageTimes.Stage.BACKWARD, f.backwardRoofline());
    json.put("trainingBytes", rounded(f.trainingBytes()));
    json.put("servedBytes", rounded(f.servedBytes()));
    json.put("scratchBytes", f.scratchBytes());
    json.put("psnr", rounded(f.psnr()));
    scaling.forEach(s -> scaling(json, s));
    return json.toString();
  }

  /** One line of JSON. */
  public static String json(RenderBenchmark.Figures f) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", "render");
    head(json, f.source(), f.gaussians(), f.width(), f.height(), f.threads());
    json.put("medianMillis", rounded(f.medianMillis()));
    json.put("p95Millis", rounded(f.p95Millis()));
    json.put("fastMillis", rounded(f.fastMillis()));
    ObjectNode stages = json.putObject("stages");
    stages.put("project", rounded(f.projectMillis()));
    stages.put("bin", rounded(f.binMillis()));
    stages.put("forward", rounded(f.forwardMillis()));
    pairs(json, f.pairs());
    json.put("forwardVisitedPerSecond", f.pairs().visited() / f.forwardMillis() * 1e3);
    json.put("forwardBlendedPerSecond", f.pairs().blended() / f.forwardMillis() * 1e3);
    json.put("forwardRoofline", f.forwardRoofline());
    json.put("servedBytes", rounded(f.servedBytes()));
    scaling(json, f.scaling());
    return json.toString();
  }

  private static void head(
      ObjectNode json, String source, int gaussians, int width, int height, int threads) {
    json.put("source", source);
    json.put("gaussians", gaussians);
    json.put("width", width);
    json.put("height", height);
    json.put("threads", threads);
  }

  private static void pairs(ObjectNode json, PairCount pairs) {
    json.put("pairsVisited", pairs.visited());
    json.put("pairsBlended", pairs.blended());
    json.put("tileEntries", pairs.entries());
  }

  private static void rate(
      ObjectNode json,
      String pass,
      TrainingBenchmark.Figures f,
      StageTimes.Stage stage,
      double roofline) {
    json.put(pass + "VisitedPerSecond", f.visitedPerSecond(stage));
    json.put(pass + "BlendedPerSecond", f.blendedPerSecond(stage));
    json.put(pass + "Roofline", roofline);
    json.put(pass + "RooflineShare", rounded(f.visitedPerSecond(stage) / roofline));
  }

  private static void scaling(ObjectNode json, TrainingScaling.Figures scaling) {
    json.put("threadGain", rounded(scaling.threadGain()));
    json.put("twiceGaussiansCost", rounded(scaling.gaussiansCost()));
    json.put("twicePixelsCost", rounded(scaling.pixelsCost()));
  }

  private static String pairs(PairCount pairs) {
    return line(
        "  %.2f M pairs visited, %.2f M blended, %,d tile entries",
        pairs.visited() / 1e6, pairs.blended() / 1e6, pairs.entries());
  }

  private static String share(
      String pass, TrainingBenchmark.Figures f, StageTimes.Stage stage, double roofline) {
    return line(
        "  %s: %.2f G pairs/s visited, %.2f G blended; roofline %.2f G/s, share %.0f %%",
        pass,
        f.visitedPerSecond(stage) / 1e9,
        f.blendedPerSecond(stage) / 1e9,
        roofline / 1e9,
        100 * f.visitedPerSecond(stage) / roofline);
  }

  private static String name(StageTimes.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  private static String threads(int threads) {
    return threads + (threads == 1 ? " thread" : " threads");
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  @SuppressWarnings("AnnotateFormatMethod") // Private: not worth a dependency.
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
