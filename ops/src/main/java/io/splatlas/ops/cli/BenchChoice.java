package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.BenchmarkSource;
import io.splatlas.gpu.bench.SyntheticSource;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.ops.bench.CaptureSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code bench train} and {@code bench render} time. */
final class BenchChoice {
  @Option(
      names = "--scene",
      paramLabel = "DIR",
      description =
          "A capture with points to begin with (COLMAP, points3D.ply). Default: a synthetic surface.")
  private @Nullable Path scene;

  @Option(
      names = "--gaussians",
      split = ",",
      defaultValue = "10000,60000",
      description = "How many, one run each. Default ${DEFAULT-VALUE}.")
  private List<Integer> gaussians = List.of();

  @Option(
      names = "--width",
      description = "Widest image, pixels. Default: the capture's; 270 for the synthetic surface.")
  private @Nullable Integer width;

  @Option(
      names = "--height",
      description = "Of the synthetic surface's images. Default: in proportion, 480 to 270.")
  private @Nullable Integer height;

  @Option(
      names = "--iterations",
      defaultValue = "200",
      description = "Steps or renders that count. Default ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--warm-up",
      defaultValue = "200",
      description = "Training steps before that. Default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(names = "--threads", description = "Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print a line of JSON a run instead of text.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** One run per number of Gaussians. */
  List<TrainingBenchmark.Setup> setups() {
    try {
      return gaussians.stream()
          .map(count -> new TrainingBenchmark.Setup(count, threads, warmUp, iterations))
          .toList();
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }

  BenchmarkSource source(PrintWriter err) throws IOException {
    int wide = width == null ? (scene == null ? 270 : 16384) : width;
    int high = height == null ? Math.max(1, wide * 16 / 9) : height;
    if (wide < 1 || high < 1) {
      throw new UserError("--width and --height must be 1 or more");
    }
    return scene == null
        ? new SyntheticSource(wide, high)
        : CaptureSource.load(CaptureChoice.read(scene, err), scene, wide);
  }
}
