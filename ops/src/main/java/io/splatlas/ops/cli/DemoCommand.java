package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.evaluate.EvaluationOptions;
import io.splatlas.ops.evaluate.EvaluationOutcome;
import io.splatlas.ops.evaluate.EvaluationRun;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.proto.v1.SceneOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job with no argument, on the bundled capture. */
@Command(
    name = "demo",
    description =
        "Serves, streams the bundled capture as a robot would, shows instances as they appear, then"
            + " the scores.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final double FPS = 5;
  private static final String SCENE = "desk";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DeviceChoice device = new DeviceChoice();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "target/demo",
      description = "Where the pictures and the .ply go. Default ${DEFAULT-VALUE}.")
  private Path out = Path.of("target/demo");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "gRPC port, 0 = any free one. Default: 50051, any other when that is taken.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Port of the page and of /metrics, 0 = any free one. Default: 8080, any other when that"
              + " is taken.")
  private Optional<Integer> httpPort = Optional.empty();

  @Option(
      names = "--stay",
      description = "Goes on serving after the scores, until interrupted: to look at the page.")
  private boolean stay;

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Capture capture = CaptureChoice.read(bundled(), err);
    try (EmbeddedServer target = EmbeddedServer.forOnlookers(device.embedded(), port, httpPort);
        RunReporter reporter = new RunReporter(err, stdout)) {
      target
          .server()
          .ifPresent(
              server ->
                  stdout.println(
                      "serving on %s:%d, %s; metrics at http://127.0.0.1:%d/metrics"
                          .formatted(
                              server.host(),
                              server.port(),
                              server.device().name(),
                              server.httpPort())));
      target
          .server()
          .flatMap(SplatlasServer::page)
          .ifPresent(page -> stdout.println("watch it live at " + page));
      stdout.println(
          "a robot streams %d frames of '%s' at %.0f frames a second"
              .formatted(capture.frames().size(), capture.name(), FPS));
      stdout.flush();
      EvaluationOptions options =
          new EvaluationOptions(
              SCENE,
              FPS,
              true,
              false,
              SceneOptions.newBuilder().setSeed(1).build(),
              Optional.of(out));
      EvaluationOutcome outcome =
          new EvaluationRun(
                  target.client(),
                  capture,
                  new FramePreparer(FramePreparer.FULL_SIZE),
                  options,
                  reporter)
              .run();
      reporter.end();
      OutcomePrinter.print(outcome, capture, options.out(), stdout);
      stdout.println("open scene.ply in any Gaussian splatting viewer, or run: ./splatlas serve");
      stdout.flush();
      if (stay) {
        stdout.println("serving until interrupted");
        stdout.flush();
        new CountDownLatch(1).await();
      }
    }
    return ExitCodes.OK;
  }

  /** The launcher says where the program's folder is. */
  static Path bundled() {
    Path home = Path.of(System.getProperty("splatlas.home", "."));
    Path capture = home.resolve("ops").resolve("demo").resolve("desk");
    if (!Files.isDirectory(capture)) {
      throw new UserError(
          "the bundled capture is not at " + capture.toAbsolutePath().normalize(),
          "start the program by its launcher: ./splatlas demo");
    }
    return capture;
  }
}
