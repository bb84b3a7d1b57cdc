package io.splatlas.ops.cli;

import io.splatlas.actors.distill.DistillSettings;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.ops.study.KeyframeStudy;
import io.splatlas.ops.study.StudyCapture;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which frames the teacher is asked about. */
@Command(
    name = "keyframes",
    description = {
      "Says how many frames of captures are described by the teacher and how much of what all frames see those show.",
      "Nothing is trained. Captures need depth images."
    },
    mixinStandardHelpOptions = true)
final class StudyKeyframesCommand implements Callable<Integer> {
  private static final int WIDTH = 160;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of captures.")
  private List<Path> folders = List.of();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable("capture", "frames", "keyframes", "coverage");
    for (Path folder : folders) {
      StudyCapture capture =
          new StudyCapture(
              CaptureChoice.read(folder, spec.commandLine().getErr()), new FramePreparer(WIDTH));
      KeyframeStudy.Outcome outcome = KeyframeStudy.run(capture, DistillSettings.DEFAULTS);
      table.row(
          capture.capture().name(),
          Integer.toString(outcome.frames()),
          Integer.toString(outcome.keyframes()),
          String.format(Locale.ROOT, "%.4f", outcome.coverage()));
    }
    out.println(table);
    out.flush();
    return ExitCodes.OK;
  }
}
