package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.evaluate.EvaluationOptions;
import io.splatlas.ops.evaluate.EvaluationOutcome;
import io.splatlas.ops.evaluate.EvaluationRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evaluates a capture end to end. */
@Command(
    name = "eval",
    description = {
      "Streams a capture's training frames, finishes the scene, scores the held-out views.",
      "PSNR and SSIM always; mIoU, boundary IoU, share above 0.5, consistency, box AP, id switches and purity with ground truth."
    },
    mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", description = "The capture's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Keep scene.ply, instances.json, colour/ and ids/ of every view, sheets of held-out views.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print the scores as one last line of JSON.")
  private boolean json;

  @Option(names = "--events", description = "Tell instances as they appear.")
  private boolean events;

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Capture capture = choice.disturbed(CaptureChoice.read(folder, err));
    try (EmbeddedServer target = EmbeddedServer.orNamed(server.named(), device.embedded());
        RunReporter reporter = new RunReporter(err, events ? stdout : null)) {
      EvaluationOptions options =
          new EvaluationOptions(
              "",
              choice.fps(),
              choice.withDepth(),
              choice.withPoints(folder),
              sceneChoice.options(choice.withDepth()),
              Optional.ofNullable(out));
      EvaluationOutcome outcome =
          new EvaluationRun(target.client(), capture, choice.preparer(), options, reporter).run();
      reporter.end();
      OutcomePrinter.print(outcome, capture, options.out(), stdout);
      if (json) {
        stdout.println(outcome.report().toJson());
      }
      stdout.flush();
    }
    return ExitCodes.OK;
  }
}
