package io.splatlas.ops.cli;

import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.Freshness;
import io.splatlas.ops.eval.LatencySummary;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times how soon events reflect what a robot sends. */
@Command(
    name = "freshness",
    description = {
      "Streams a capture as a robot would and watches its instances.",
      "Prints the time from a frame's sending to the first message that takes it into account, whether something changed or not: p50, p95,"
          + " the longest; and how many frames were taken into account before the end."
    },
    mixinStandardHelpOptions = true)
final class BenchFreshnessCommand implements Callable<Integer> {
  private static final String ROBOT = "freshness";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of captures.")
  private List<Path> folders = List.of();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Time for events after the last frame. Default ${DEFAULT-VALUE}.")
  private int wait;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (wait < 0) {
      throw new UserError("--wait must be 0 or more seconds");
    }
    try (EmbeddedServer target = EmbeddedServer.orNamed(server.named(), device.embedded())) {
      for (Path folder : folders) {
        Capture capture = CaptureChoice.read(folder, spec.commandLine().getErr());
        out.println(run(capture, folder, target.client()));
        out.flush();
      }
    }
    return ExitCodes.OK;
  }

  private String run(Capture capture, Path folder, SplatlasClient client)
      throws IOException, InterruptedException {
    List<CaptureFrame> frames = capture.frames(Split.TRAIN);
    String scene =
        client
            .scenes()
            .createScene(
                CreateSceneRequest.newBuilder()
                    .setOptions(sceneChoice.options(choice.withDepth()))
                    .build())
            .getScene()
            .getId();
    Stopwatch stopwatch = new Stopwatch();
    PointShares points =
        choice.withPoints(folder) && capture.points().isPresent()
            ? PointShares.of(capture.points().get(), frames)
            : PointShares.none();
    WatchInstancesRequest request =
        WatchInstancesRequest.newBuilder().setSceneId(scene).setTellUnchanged(true).build();
    try (InstanceWatch watch = InstanceWatch.start(client, request, stopwatch::told)) {
      new SimulatedRobot(
              new FrameSource(frames, choice.preparer(), choice.withDepth(), points),
              choice.fps(),
              stopwatch)
          .run(client, scene, ROBOT);
      TimeUnit.SECONDS.sleep(wait);
      if (watch.ended().isDone()) {
        throw new IOException("the watch of instances ended early: " + watch.ended().join());
      }
    }
    client.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId(scene).build());
    return text(capture.name(), frames.size(), stopwatch.summary());
  }

  private static String text(String name, int frames, Optional<LatencySummary> found) {
    if (found.isEmpty()) {
      return "%s: no event reflected any of %d frames".formatted(name, frames);
    }
    LatencySummary summary = found.get();
    return String.format(
        Locale.ROOT,
        "%s: %d of %d frames reflected; p50 %.2f s, p95 %.2f s, longest %.2f s",
        name,
        summary.count(),
        frames,
        summary.p50Seconds(),
        summary.p95Seconds(),
        summary.maxSeconds());
  }

  /** Frames as they are sent and events as they come; called from both their threads. */
  private static final class Stopwatch implements ReplayListener {
    private final Freshness freshness = new Freshness();
    private final long start = System.nanoTime();

    private double now() {
      return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public synchronized void sending(long sequence) {
      freshness.frameArrived((int) sequence, now(), Optional.empty());
    }

    synchronized void told(WatchInstancesResponse response) {
      if (response.hasChange()) {
        freshness.reflected((int) response.getChange().getBasedOnFrame(), now());
      } else if (response.hasUnchanged()) {
        freshness.reflected((int) response.getUnchanged().getBasedOnFrame(), now());
      }
    }

    synchronized Optional<LatencySummary> summary() {
      return freshness.frames();
    }
  }
}
