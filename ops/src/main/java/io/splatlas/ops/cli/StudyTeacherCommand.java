package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.study.StudyCapture;
import io.splatlas.ops.study.StudyPictures;
import io.splatlas.ops.study.TeacherStudy;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What dense features and their resolution contribute. */
@Command(
    name = "teacher",
    description = {
      "Lifts one vector an image (plain), then dense features of images of several widths, and scores the",
      "instances found with each; separation is the share of the field's variance between instances."
    },
    mixinStandardHelpOptions = true)
final class StudyTeacherCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StudyChoice choice = new StudyChoice();
  @Mixin private SemanticWeight weight = new SemanticWeight();

  @Option(
      names = "--widths",
      paramLabel = "PIXELS,...",
      split = ",",
      defaultValue = "120,240,480",
      description = "Widths of what the teacher is shown. Default ${DEFAULT-VALUE}.")
  private List<Integer> widths = List.of();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    StudyCapture capture = choice.capture(err);
    Teacher teacher = choice.teacher();
    InstanceFinder union = weight.union();
    if (widths.stream().anyMatch(width -> width < 16)) {
      throw new UserError("--widths must be at least 16 pixels");
    }
    out.printf(
        "%s, teacher %s%n%-16s %10s %s%n",
        capture.capture().name(), teacher.name(), "features", "separation", StudyTable.SCORES);
    StudyPictures pictures = new StudyPictures(capture);
    try (GpuDevice device = choice.openDevice()) {
      TeacherStudy.run(
          device,
          capture,
          choice.trained(capture.capture(), err),
          teacher,
          choice.channels(),
          widths,
          StudyTable.geometry(),
          union,
          (row, scene) -> {
            out.printf(
                Locale.ROOT,
                "%-16s %10.3f %s%n",
                row.label(),
                row.separation(),
                StudyTable.scores(row.clusters(), row.score()));
            out.flush();
            pictures.add(row.label(), scene);
          });
    }
    choice.write(pictures, "teacher", out);
    return ExitCodes.OK;
  }
}
