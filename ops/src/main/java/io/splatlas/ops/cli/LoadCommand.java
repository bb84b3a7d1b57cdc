package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.load.ChildServer;
import io.splatlas.ops.load.LoadPlan;
import io.splatlas.ops.load.LoadReport;
import io.splatlas.ops.load.LoadRun;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a server under load and measures. */
@Command(
    name = "load",
    description =
        "Puts a server under load by real clients: prints throughput, waiting times, what was left"
            + " out, memory and threads of the server and how they grow.",
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();

  @Option(
      names = "--metrics",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080/metrics",
      description = "Metrics of the server named. Default ${DEFAULT-VALUE}.")
  private URI metrics = URI.create("http://127.0.0.1:8080/metrics");

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      defaultValue = "1024",
      description = "Most heap of the own server. Default ${DEFAULT-VALUE} MiB.")
  private int heap;

  @Option(
      names = "--robots",
      paramLabel = "N",
      defaultValue = "8",
      description = "Robots of the busy scene. Default ${DEFAULT-VALUE}.")
  private int robots;

  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "5",
      description = "Frames a second of every robot. Default ${DEFAULT-VALUE}.")
  private double fps;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Subscribers of the busy scene. Default ${DEFAULT-VALUE}.")
  private int subscribers;

  @Option(
      names = "--per-connection",
      paramLabel = "N",
      defaultValue = "10",
      description = "Subscribers that share a connection. Default ${DEFAULT-VALUE}.")
  private int perConnection;

  @Option(
      names = "--scenes",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Scenes, the busy one included; those that are not trained are finished and held. Default"
              + " ${DEFAULT-VALUE}.")
  private int scenes;

  @Option(
      names = "--training",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Scenes that are trained, the busy one included; each of the others has one robot."
              + " Default ${DEFAULT-VALUE}.")
  private int training;

  @Option(
      names = "--flood",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Robots that keep to no pace and no credit, half of the time. Default ${DEFAULT-VALUE}.")
  private int flood;

  @Option(
      names = "--stuck",
      paramLabel = "N",
      defaultValue = "0",
      description = "Subscribers that read nothing, half of the time. Default ${DEFAULT-VALUE}.")
  private int stuck;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "Before anything is measured. Default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Of what is measured. Default ${DEFAULT-VALUE}.")
  private int duration;

  @Option(
      names = "--max-width",
      paramLabel = "PIXELS",
      defaultValue = "320",
      description = "Width of the frames at most. Default ${DEFAULT-VALUE}.")
  private int maxWidth;

  @Option(
      names = "--max-gaussians",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Of a scene that is trained. Default ${DEFAULT-VALUE}.")
  private int maxGaussians;

  @Option(names = "--json", description = "Print the figures as one last line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = plan();
    LoadReport report =
        server.named().isPresent()
            ? run(new LoadRun.Target(server.named().get(), metrics, OptionalLong.empty()), plan)
            : withOwnServer(plan);
    print(report);
    if (report.behind() > 0) {
      throw new UserError(
          "%d of %d subscribers did not have everything when the run ended"
              .formatted(report.behind(), report.subscribers()));
    }
    return ExitCodes.OK;
  }

  private LoadPlan plan() {
    try {
      return new LoadPlan(
          robots,
          fps,
          subscribers,
          perConnection,
          scenes,
          training,
          flood,
          stuck,
          Duration.ofSeconds(warmUp),
          Duration.ofSeconds(duration),
          maxGaussians);
    } catch (IllegalArgumentException outOfRange) {
      throw new UserError(String.valueOf(outOfRange.getMessage()));
    }
  }

  private LoadReport withOwnServer(LoadPlan plan) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("splatlas-load-");
    try (ChildServer child = ChildServer.start(heap, data, List.of("--no-page"))) {
      return run(child.target(), plan);
    } finally {
      EmbeddedServer.deleteTree(data);
    }
  }

  private LoadReport run(LoadRun.Target target, LoadPlan plan)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Capture capture = CaptureChoice.read(DemoCommand.bundled(), err);
    FrameSource frames =
        new FrameSource(
            capture.frames(Split.TRAIN), new FramePreparer(maxWidth), true, PointShares.none());
    return new LoadRun(
            target,
            plan,
            frames,
            what -> {
              err.println(what);
              err.flush();
            })
        .run();
  }

  private void print(LoadReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.toText());
    if (json) {
      out.println(report.toJson());
    }
    out.flush();
  }
}
