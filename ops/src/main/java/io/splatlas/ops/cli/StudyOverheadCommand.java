package io.splatlas.ops.cli;

import io.splatlas.actors.export.GaussianPly;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.picture.HeatMap;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.study.OverheadStudy;
import io.splatlas.ops.study.StudyCapture;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "Memory of a served Gaussian and of the scene, time of a view and views a second with and without the",
      "field, by its channels D. Times are the least of several views; --out draws views a second."
    },
    mixinStandardHelpOptions = true)
final class StudyOverheadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private StudyChoice choice = new StudyChoice();

  private static final int MOST = 10_000_000;
  private static final int VIEWS = 4;
  private static final double MIB = 1 << 20;

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
        "%s, %,d Gaussians, %dx%d%n%4s %16s %6s %12s %10s %18s %10s %10s%n",
        capture.capture().name(),
        trained.count(),
        cameras.getFirst().width(),
        cameras.getFirst().height(),
        "D",
        "bytes a Gaussian",
        "MiB",
        "colour, ms",
        "a second",
        "colour + field, ms",
        "a second",
        "lift, ms");
    List<OverheadStudy.Row> rows = new ArrayList<>();
    try (GpuDevice device = choice.openDevice()) {
      OverheadStudy.run(
          device,
          trained,
          cameras,
          by,
          row -> {
            rows.add(row);
            out.printf(
                Locale.ROOT,
                "%4d %16.0f %6.1f %12.1f %10.1f %18.1f %10.1f %10.1f%n",
                row.channels(),
                row.bytesOfOne(),
                row.bytes() / MIB,
                row.colourMillis(),
                row.coloursPerSecond(),
                row.fieldMillis(),
                row.fieldsPerSecond(),
                row.liftMillis());
            out.flush();
          });
    }
    choice.write(picture(rows), "overhead", out);
    return ExitCodes.OK;
  }

  /** Views a second, by channels. */
  private static RgbImage picture(List<OverheadStudy.Row> rows) {
    return HeatMap.draw(
        rows.stream().map(row -> "D " + row.channels()).toList(),
        List.of("colour", "+ field"),
        rows.stream()
            .map(row -> new double[] {row.coloursPerSecond(), row.fieldsPerSecond()})
            .toArray(double[][]::new));
  }

  private static GaussianBatch read(Path ply) throws IOException {
    try (InputStream in = Files.newInputStream(ply)) {
      return GaussianPly.read(in, MOST).gaussians();
    }
  }
}
