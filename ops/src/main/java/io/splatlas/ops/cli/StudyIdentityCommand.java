package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.IdentityTimeline;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.ops.study.identity.IdentityOutcome;
import io.splatlas.ops.study.identity.IdentityStudy;
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

/** How long ids last. */
@Command(
    name = "identity",
    description = {
      "Streams captures by the count of iterations instead of the clock and finds instances again and again.",
      "Prints how often an object of the truth changed its id, which did and when, and how pure ids were. No semantics are learnt. Captures need ground truth."
    },
    mixinStandardHelpOptions = true)
final class StudyIdentityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of captures.")
  private List<Path> folders = List.of();

  @Option(
      names = "--iterations-per-frame",
      paramLabel = "N",
      defaultValue = "30",
      description = "A frame comes every so many iterations. Default ${DEFAULT-VALUE}.")
  private int iterationsPerFrame = 30;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "150",
      description = "Iterations between two clusterings. Default ${DEFAULT-VALUE}.")
  private int every = 150;

  @Override
  public Integer call() throws Exception {
    if (iterationsPerFrame < 1 || every < 1) {
      throw new UserError("--iterations-per-frame and --every must be 1 or more");
    }
    PrintWriter stdout = spec.commandLine().getOut();
    TextTable table =
        new TextTable(
            "capture",
            "clusterings",
            "created",
            "split",
            "merged",
            "removed",
            "living",
            "objects",
            "id switches",
            "an object",
            "purity",
            "mIoU");
    for (Path folder : folders) {
      Capture capture = CaptureChoice.read(folder, spec.commandLine().getErr());
      if (capture.labels().isEmpty()) {
        throw new UserError(folder + " has no ground truth to study by");
      }
      IdentityOutcome outcome = study(capture);
      tell(capture, outcome, stdout);
      row(table, capture, outcome);
    }
    stdout.println(table);
    stdout.flush();
    return ExitCodes.OK;
  }

  private IdentityOutcome study(Capture capture) throws IOException {
    SceneOptions options = sceneChoice.local(choice.withDepth());
    long iterations = options.iterations(capture.frames(Split.TRAIN).size());
    try (GpuDevice own = Devices.create(device.choice(), device.memory());
        Progress progress =
            Progress.start(capture.name(), iterations, spec.commandLine().getErr())) {
      UnionSpaceFinder finder =
          new UnionSpaceFinder(
              ClusteringSettings.DEFAULTS,
              Parallel.threads(Runtime.getRuntime().availableProcessors()));
      return new IdentityStudy(capture, finder, every, new TrainCommand.Reporter(progress))
          .run(choice.preparer(), options, iterationsPerFrame, own);
    }
  }

  private static void tell(Capture capture, IdentityOutcome outcome, PrintWriter stdout) {
    for (IdentityTimeline.Switch change : outcome.switches()) {
      stdout.println(
          String.format(
              Locale.ROOT,
              "%s: at clustering %d the id of %s changed from %d to %d",
              capture.name(),
              change.step(),
              capture.nameOf(change.object()),
              change.from(),
              change.to()));
    }
    stdout.flush();
  }

  private static void row(TextTable table, Capture capture, IdentityOutcome outcome) {
    table.row(
        capture.name(),
        Integer.toString(outcome.clusterings()),
        Integer.toString(outcome.created()),
        Integer.toString(outcome.split()),
        Integer.toString(outcome.merged()),
        Integer.toString(outcome.removed()),
        Integer.toString(outcome.living()),
        Integer.toString(outcome.objects()),
        Integer.toString(outcome.switches().size()),
        number(outcome.switchesPerObject()),
        number(outcome.purity().orElse(Double.NaN)),
        number(outcome.score().miou()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
