package io.splatlas.ops.cli;

import io.splatlas.ops.bench.BenchReport;
import io.splatlas.ops.bench.ServeBenchmark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times renders over gRPC. */
@Command(
    name = "serve",
    description = {
      "Times what a viewer waits for over gRPC: colour as JPEG while the scene is trained, five times a second, then of the",
      "finished scene, one request after the other. The scene is a textured wall in view as a whole."
    },
    mixinStandardHelpOptions = true)
final class BenchServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private DeviceChoice device = new DeviceChoice();

  @Option(
      names = "--gaussians",
      defaultValue = "100000",
      description = "The scene's cap, which it nearly reaches. Default ${DEFAULT-VALUE}.")
  private int gaussians;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Of each of the three measurements. Default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--json", description = "Print a line of JSON instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ServeBenchmark.Setup setup = setup();
    Path folder = Files.createTempDirectory("splatlas-wall-");
    try (EmbeddedServer target = EmbeddedServer.orNamed(server.named(), device.embedded())) {
      ServeBenchmark.Figures figures =
          ServeBenchmark.run(
              target.client(),
              folder,
              setup,
              stretch -> {
                err.println("splatlas: " + stretch);
                err.flush();
              });
      if (json) {
        out.println(BenchReport.json(figures));
      } else {
        BenchReport.text(figures).forEach(out::println);
      }
      out.flush();
    } finally {
      EmbeddedServer.deleteTree(folder);
    }
    return ExitCodes.OK;
  }

  private ServeBenchmark.Setup setup() {
    try {
      return new ServeBenchmark.Setup(gaussians, seconds);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }
}
