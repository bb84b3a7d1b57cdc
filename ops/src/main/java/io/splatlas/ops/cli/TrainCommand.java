package io.splatlas.ops.cli;

import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.actors.train.OfflineTraining;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.offline.ExposureNoise;
import io.splatlas.ops.offline.HeldOutScore;
import io.splatlas.ops.offline.HyperParameters;
import io.splatlas.ops.offline.OfflineRun;
import io.splatlas.ops.replay.PointShares;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a capture without a server. */
@Command(
    name = "train",
    description = {
      "Trains a capture's training frames without a server and scores its held-out views.",
      "The trainer's own core; no semantics, no instances. Hyper-parameters may be changed for one run."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", description = "The capture's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--iterations-per-frame",
      paramLabel = "N",
      description =
          "Let a frame in every so many iterations, as a robot would; 0 = all at once, the default.")
  private int iterationsPerFrame;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Another value of a hyper-parameter, for example training.rates.scale=0.01.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--exposure-noise",
      paramLabel = "AMOUNT",
      description =
          "Make every training frame brighter or darker by a random factor: standard deviation of its logarithm.")
  private double exposureNoise;

  @Option(names = "--out", paramLabel = "DIR", description = "Keep scene.ply and pictures.")
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (iterationsPerFrame < 0) {
      throw new UserError("--iterations-per-frame must be 0 or more");
    }
    Capture capture = choice.disturbed(CaptureChoice.read(folder, err));
    SceneOptions options = sceneChoice.local(choice.withDepth());
    HyperParameters parameters = parameters();
    parameters.lines().forEach(stdout::println);
    stdout.println(options);
    List<CaptureFrame> training = capture.frames(Split.TRAIN);
    PointShares points =
        choice.withPoints(folder) && capture.points().isPresent()
            ? PointShares.of(capture.points().get(), training)
            : PointShares.none();
    long start = System.nanoTime();
    try (GpuDevice own = Devices.create(device.choice(), device.memory());
        Progress progress = Progress.start("training", options.iterations(training.size()), err);
        OfflineRun run =
            new OfflineRun(
                capture,
                choice.preparer(),
                points,
                exposureNoise(),
                options,
                parameters,
                iterationsPerFrame,
                own,
                new Reporter(progress))) {
      long iterations = run.train();
      print(run, capture, iterations, (System.nanoTime() - start) / 1e9, stdout);
      keep(run, capture);
    }
    return ExitCodes.OK;
  }

  private ExposureNoise exposureNoise() {
    try {
      return new ExposureNoise(exposureNoise, 1);
    } catch (IllegalArgumentException wrong) {
      throw new UserError("--exposure-noise: " + wrong.getMessage());
    }
  }

  private HyperParameters parameters() {
    try {
      return HyperParameters.DEFAULTS.with(changes);
    } catch (IllegalArgumentException wrong) {
      throw new UserError("--set: " + wrong.getMessage());
    }
  }

  private static void print(
      OfflineRun run, Capture capture, long iterations, double seconds, PrintWriter stdout)
      throws IOException {
    HeldOutScore seen = run.score(capture.frames(Split.TRAIN));
    HeldOutScore held = run.score(capture.frames(Split.TEST));
    HeldOutScore half = run.scoreAtHalfTheWidth(capture.frames(Split.TEST));
    stdout.println(
        String.format(
            Locale.ROOT,
            "%s: %d iterations, %d Gaussians, %.1f s; training views %.2f dB; %d held out: PSNR %.2f dB, SSIM %.4f; at half the width %.2f dB, %.4f",
            capture.name(),
            iterations,
            run.snapshot().count(),
            seconds,
            seen.psnr(),
            held.views(),
            held.psnr(),
            held.ssim(),
            half.psnr(),
            half.ssim()));
    stdout.flush();
  }

  private void keep(OfflineRun run, Capture capture) throws IOException {
    if (out != null) {
      run.picture(capture.frames(Split.TEST), out.resolve("held-out"));
      GaussianSnapshot scene = run.snapshot();
      try (OutputStream file = Files.newOutputStream(out.resolve("scene.ply"))) {
        new GaussianPly(scene.gaussians(), scene.instances()).writeTo(file);
      }
    }
  }

  /** Passes progress on. */
  record Reporter(Progress progress) implements OfflineTraining.Listener {
    @Override
    public void tookUp(long number, Seeds seeds, int gaussians) {}

    @Override
    public void trained(long iterations, int gaussians, double psnr) {
      progress.at(
          iterations,
          String.format(Locale.ROOT, "%d Gaussians, training views %.1f dB", gaussians, psnr));
    }
  }
}
