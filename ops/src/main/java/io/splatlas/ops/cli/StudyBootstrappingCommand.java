package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.study.BootstrapStudy;
import io.splatlas.ops.study.StudyCapture;
import io.splatlas.ops.study.StudyPictures;
import io.splatlas.ops.study.StudyScene;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Instances before and after semantics. */
@Command(
    name = "bootstrapping",
    description = {
      "Scores the instances of one trained scene: of the first clustering, with the lifted field, and"
          + " after",
      "each refinement of a plan; each time as found in space, and ('seen') when every Gaussian has"
          + " taken",
      "the cluster as which the photographs see it. Whether semantics and instances help each other."
    },
    mixinStandardHelpOptions = true)
final class StudyBootstrappingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StudyChoice choice = new StudyChoice();
  @Mixin private SemanticWeight weight = new SemanticWeight();

  @Option(
      names = "--profile",
      paramLabel = "live|freegs",
      defaultValue = "live",
      description = "Whose plan. Default ${DEFAULT-VALUE}.")
  private String profile = "live";

  @Option(
      names = "--plan",
      paramLabel = "N,N,...",
      split = ",",
      description = "Iterations at which instances are found anew, instead of a profile's.")
  private @Nullable List<Integer> rounds;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    StudyCapture capture = choice.capture(err);
    Teacher teacher = choice.teacher();
    InstanceFinder union = weight.union();
    out.printf(
        "%s, teacher %s%n%-22s %s %8s%n",
        capture.capture().name(), teacher.name(), "field", StudyTable.SCORES, "seconds");
    try (GpuDevice device = choice.openDevice();
        StudyScene scene = choice.load(device, capture, teacher, err)) {
      StudyPictures pictures = new StudyPictures(capture);
      List<BootstrapStudy.Row> rows =
          BootstrapStudy.run(
              scene,
              StudyTable.geometry(),
              union,
              RefinementSettings.DEFAULTS,
              plan(),
              row -> {
                print(out, row);
                pictures.add(row.label(), scene);
              });
      out.printf(
          "a server with this teacher ends with '%s'%n",
          BootstrapStudy.ofServer(rows, teacher).label());
      out.flush();
      choice.write(pictures, "bootstrapping", out);
    }
    return ExitCodes.OK;
  }

  private RefinementPlan plan() {
    try {
      return rounds == null
          ? RefinementPlan.of(SceneProfile.labelled(profile))
          : new RefinementPlan(rounds, rounds.getLast(), 0);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }

  private static void print(PrintWriter out, BootstrapStudy.Row row) {
    out.printf(
        Locale.ROOT,
        "%-22s %s %8.1f%n",
        row.label(),
        StudyTable.scores(row.clusters(), row.score()),
        row.seconds());
    out.flush();
  }
}
