package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.KeptIds;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.ops.study.revisit.RevisitOutcome;
import io.splatlas.ops.study.revisit.RevisitStudy;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether ids outlast a pause and a second visit. */
@Command(
    name = "revisit",
    description = {
      "Streams captures, leaves each scene alone for a while, and streams the same once more as another robot; the scene is not finished.",
      "Prints how many objects of the truth had another id after the pause and after the second visit, and what was told meanwhile. Captures need ground truth."
    },
    mixinStandardHelpOptions = true)
final class StudyRevisitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of captures.")
  private List<Path> folders = List.of();

  @Option(
      names = "--rest",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long nobody comes before each look at the ids. Default ${DEFAULT-VALUE}.")
  private int rest;

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    if (rest < 0) {
      throw new UserError("--rest must be 0 or more seconds, not " + rest);
    }
    TextTable table =
        new TextTable(
            "capture",
            "after a",
            "iterations",
            "objects",
            "another id",
            "none",
            "same pixels",
            "mIoU before",
            "mIoU",
            "found",
            "split",
            "merged",
            "removed");
    try (EmbeddedServer target = EmbeddedServer.orNamed(server.named(), device.embedded())) {
      for (Path folder : folders) {
        Capture capture = CaptureChoice.read(folder, spec.commandLine().getErr());
        if (capture.labels().isEmpty()) {
          throw new UserError(folder + " has no ground truth to study by");
        }
        for (RevisitOutcome.Stage stage : study(target, capture).stages()) {
          tell(capture, stage, stdout);
          row(table, capture, stage);
        }
      }
    }
    stdout.println(table);
    stdout.flush();
    return ExitCodes.OK;
  }

  private RevisitOutcome study(EmbeddedServer target, Capture capture)
      throws IOException, InterruptedException {
    try (RunReporter reporter = new RunReporter(spec.commandLine().getErr(), null)) {
      reporter.streaming(capture.frames(Split.TRAIN).size());
      return new RevisitStudy(
              target.client(),
              capture,
              choice.preparer(),
              choice.withDepth(),
              choice.fps(),
              Duration.ofSeconds(rest),
              reporter)
          .run(sceneChoice.options(choice.withDepth()));
    }
  }

  private static void tell(Capture capture, RevisitOutcome.Stage stage, PrintWriter stdout) {
    for (InstanceChange change : stage.told()) {
      if (change.getKind() != InstanceChangeKind.INSTANCE_CHANGE_KIND_UPDATED) {
        stdout.println(
            "%s, %s: %s".formatted(capture.name(), stage.name(), InstanceTable.line(change)));
      }
    }
    for (KeptIds.Change change : stage.ids().changes()) {
      stdout.println(
          "%s, %s: the id of %s was %d, now it is %s"
              .formatted(
                  capture.name(),
                  stage.name(),
                  capture.nameOf(change.object()),
                  change.from(),
                  change.to() == 0 ? "none for most of it" : Integer.toString(change.to())));
    }
    stdout.flush();
  }

  private static void row(TextTable table, Capture capture, RevisitOutcome.Stage stage) {
    table.row(
        capture.name(),
        stage.name(),
        Long.toString(stage.iterations()),
        Integer.toString(stage.ids().objects()),
        Long.toString(stage.ids().renamed()),
        Long.toString(stage.ids().without()),
        number(stage.ids().same()),
        number(stage.miouBefore()),
        number(stage.miou()),
        Long.toString(stage.count(InstanceChangeKind.INSTANCE_CHANGE_KIND_CREATED)),
        Long.toString(stage.count(InstanceChangeKind.INSTANCE_CHANGE_KIND_SPLIT)),
        Long.toString(stage.count(InstanceChangeKind.INSTANCE_CHANGE_KIND_MERGED)),
        Long.toString(stage.count(InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
