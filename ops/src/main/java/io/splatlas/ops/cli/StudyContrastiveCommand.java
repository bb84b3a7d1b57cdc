package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.study.ContrastStudy;
import io.splatlas.ops.study.StudyCapture;
import io.splatlas.ops.study.StudyPictures;
import io.splatlas.ops.study.StudyScene;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the contrastive loss contributes. */
@Command(
    name = "contrastive",
    description = {
      "Refines the lifted field without the contrastive loss, with it over Gaussians only, over pixels only,",
      "and over both, and scores the instances found anew with each."
    },
    mixinStandardHelpOptions = true)
final class StudyContrastiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StudyChoice choice = new StudyChoice();
  @Mixin private SemanticWeight weight = new SemanticWeight();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Of refinement. Default ${DEFAULT-VALUE}.")
  private int iterations = 100;

  @Override
  public Integer call() throws Exception {
    if (iterations < 1) {
      throw new UserError("--iterations must be at least 1, not " + iterations);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    StudyCapture capture = choice.capture(err);
    Teacher teacher = choice.teacher();
    InstanceFinder union = weight.union();
    out.printf(
        "%s, teacher %s%n%-14s %10s %s %8s%n",
        capture.capture().name(),
        teacher.name(),
        "contrast",
        "separation",
        StudyTable.SCORES,
        "seconds");
    try (GpuDevice device = choice.openDevice();
        StudyScene scene = choice.load(device, capture, teacher, err)) {
      StudyPictures pictures = new StudyPictures(capture);
      ContrastStudy.run(
          scene,
          union,
          RefinementSettings.DEFAULTS,
          new RefinementPlan(List.of(0), iterations, 0),
          row -> {
            out.printf(
                Locale.ROOT,
                "%-14s %10.3f %s %8.1f%n",
                row.label(),
                row.separation(),
                StudyTable.scores(row.clusters(), row.score()),
                row.seconds());
            out.flush();
            pictures.add(row.label(), scene);
          });
      choice.write(pictures, "contrastive", out);
    }
    return ExitCodes.OK;
  }
}
