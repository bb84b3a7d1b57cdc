package io.splatlas.ops.cli;

import io.splatlas.actors.export.GaussianPly;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.study.OverheadStudy;
import io.splatlas.ops.study.StudyCapture;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the semantic field costs. */
@Command(
    name = "overhead",
    description = {
      "Memory of a served Gaussian and times of a view with and without the field, by its channels D.",
      "Times are the least of several views."
    },
    mixinStandardHelpOptions = true)
final class StudyOverheadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StudyChoice choice = new StudyChoice();

  private static final int MOST = 10_000_000;
  private static final int VIEWS = 4;

  @Option(
      names = "--by",
      paramLabel = "D,...",
      split = ",",
      defaultValue = "0,4,16,64",
      description = "Channels to measure. Default ${DEFAULT-VALUE}.")
  private List<Integer> by = List.of();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    StudyCapture capture = choice.capture(err);
    if (by.stream().anyMatch(d -> d < 0 || d > 512)) {
      throw new UserError("--by must be 0 to 512 channels");
    }
    List<Camera> cameras = capture.training().stream().limit(VIEWS).map(capture::camera).toList();
    GaussianBatch trained = read(choice.trained(capture.capture(), err));
    out.printf(
        "%s, %,d Gaussians, %dx%d%n%4s %16s %14s %18s %12s%n",
        capture.capture().name(),
        trained.count(),
        cameras.getFirst().width(),
        cameras.getFirst().height(),
        "D",
        "bytes a Gaussian",
        "colour, ms",
        "colour + field, ms",
        "lift, ms");
    try (GpuDevice device = choice.openDevice()) {
      OverheadStudy.run(
          device,
          trained,
          cameras,
          by,
          row -> {
            out.printf(
                Locale.ROOT,
                "%4d %16.0f %14.1f %18.1f %12.1f%n",
                row.channels(),
                row.bytes(),
                row.colourMillis(),
                row.fieldMillis(),
                row.liftMillis());
            out.flush();
          });
    }
    return ExitCodes.OK;
  }

  private static GaussianBatch read(Path ply) throws IOException {
    try (InputStream in = Files.newInputStream(ply)) {
      return GaussianPly.read(in, MOST).gaussians();
    }
  }
}
