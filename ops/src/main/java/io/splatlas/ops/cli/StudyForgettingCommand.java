package io.splatlas.ops.cli;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.train.OfflineTraining;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.offline.ExposureNoise;
import io.splatlas.ops.offline.HyperParameters;
import io.splatlas.ops.offline.OfflineRun;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.ops.replay.PointShares;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what a stream forgets. */
@Command(
    name = "forgetting",
    description = {
      "Trains a capture twice with the same iterations: frames let in one by one, and all at once.",
      "Prints the PSNR of the first quarter of the frames, of the last quarter and of the held-out views after both."
    },
    mixinStandardHelpOptions = true)
final class StudyForgettingCommand implements Callable<Integer> {
  private static final int PARTS = 4;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", description = "The capture's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--iterations-per-frame",
      paramLabel = "N",
      defaultValue = "20",
      description = "A frame comes every so many iterations. Default ${DEFAULT-VALUE}.")
  private int iterationsPerFrame;

  /** Mean PSNR of early frames, late frames and held-out views, dB. */
  private record Outcome(double early, double late, double heldOut, long iterations) {}

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (iterationsPerFrame < 1) {
      throw new UserError("--iterations-per-frame must be 1 or more");
    }
    Capture capture = choice.disturbed(CaptureChoice.read(folder, err));
    Outcome stream = run(capture, iterationsPerFrame, err);
    Outcome offline = run(capture, OfflineTraining.AT_ONCE, err);
    TextTable table =
        new TextTable("frames", "iterations", "first quarter", "last quarter", "held out");
    row(table, "one by one", stream);
    row(table, "all at once", offline);
    stdout.println(table);
    stdout.println(
        String.format(
            Locale.ROOT,
            "%s: the first quarter is %.2f dB %s behind the stream than all at once",
            capture.name(),
            Math.abs(offline.early() - stream.early()),
            stream.early() < offline.early() ? "worse" : "better"));
    stdout.flush();
    return ExitCodes.OK;
  }

  private static void row(TextTable table, String name, Outcome outcome) {
    table.row(
        name,
        Long.toString(outcome.iterations()),
        decibels(outcome.early()),
        decibels(outcome.late()),
        decibels(outcome.heldOut()));
  }

  private static String decibels(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private Outcome run(Capture capture, int pace, PrintWriter err) throws IOException {
    SceneOptions options = sceneChoice.local(choice.withDepth());
    List<CaptureFrame> frames = capture.frames(Split.TRAIN);
    PointShares points =
        choice.withPoints(folder) && capture.points().isPresent()
            ? PointShares.of(capture.points().get(), frames)
            : PointShares.none();
    String task = pace == OfflineTraining.AT_ONCE ? "all at once" : "one by one";
    try (GpuDevice own = Devices.create(device.choice(), device.memory());
        Progress progress = Progress.start(task, options.iterations(frames.size()), err);
        OfflineRun run =
            new OfflineRun(
                capture,
                choice.preparer(),
                points,
                ExposureNoise.NONE,
                options,
                HyperParameters.DEFAULTS,
                pace,
                own,
                new TrainCommand.Reporter(progress))) {
      long iterations = run.train();
      int part = Math.max(1, frames.size() / PARTS);
      return new Outcome(
          run.score(frames.subList(0, part)).psnr(),
          run.score(frames.subList(frames.size() - part, frames.size())).psnr(),
          run.score(capture.frames(Split.TEST)).psnr(),
          iterations);
    }
  }
}
