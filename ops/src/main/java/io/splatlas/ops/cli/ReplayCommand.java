package io.splatlas.ops.cli;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Streams a capture on disk as a robot would. */
@Command(
    name = "replay",
    description = "Streams a capture folder (nerfstudio, COLMAP, TUM RGB-D) as a robot would.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 500;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private CaptureChoice choice = new CaptureChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", description = "The capture's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--scene",
      paramLabel = "ID",
      defaultValue = "",
      description = "Scene to grow; made if missing. Default: the server names one.")
  private String sceneId = "";

  @Option(
      names = "--robot",
      paramLabel = "ID",
      defaultValue = "replay",
      description = "Name of the robot. Default ${DEFAULT-VALUE}.")
  private String robot = "replay";

  @Option(names = "--all", description = "Stream held-out frames too.")
  private boolean all;

  @Option(
      names = "--finish",
      description =
          "End the capture afterwards and wait until the scene is finished. Always so without --server.")
  private boolean finish;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Capture capture = choice.disturbed(CaptureChoice.read(folder, err));
    List<CaptureFrame> frames = all ? capture.frames() : capture.frames(Split.TRAIN);
    try (EmbeddedServer target = EmbeddedServer.orNamed(server.named(), device.embedded());
        RunReporter reporter = new RunReporter(err, null)) {
      SplatlasClient client = target.client();
      Scene scene =
          client
              .scenes()
              .createScene(
                  CreateSceneRequest.newBuilder()
                      .setSceneId(sceneId)
                      .setOptions(sceneChoice.options(choice.withDepth()))
                      .build())
              .getScene();
      err.println("scene " + scene.getId());
      reporter.streaming(frames.size());
      ReplaySummary summary =
          new SimulatedRobot(
                  source(capture, frames), choice.fps(), reporter, Reconnections.patient())
              .run(client, scene.getId(), robot);
      if (finish || target.server().isPresent()) {
        finish(client, scene.getId(), reporter);
      }
      reporter.end();
      print(out, client, scene.getId(), summary);
    }
    return ExitCodes.OK;
  }

  private FrameSource source(Capture capture, List<CaptureFrame> frames) {
    PointShares points =
        choice.withPoints(folder) && capture.points().isPresent()
            ? PointShares.of(capture.points().get(), frames)
            : PointShares.none();
    return new FrameSource(frames, choice.preparer(), choice.withDepth(), points);
  }

  private static void finish(SplatlasClient client, String scene, RunReporter reporter)
      throws IOException, InterruptedException {
    Scene now =
        client
            .scenes()
            .finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene();
    while (now.getState() != SceneState.SCENE_STATE_FINISHED) {
      if (now.getState() == SceneState.SCENE_STATE_FAILED) {
        throw new IOException("the scene failed: " + now.getFailure());
      }
      reporter.finishing(now);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      now = scene(client, scene, reporter);
    }
  }

  /** A server that restarts meanwhile goes on finishing: it is waited for. */
  private static Scene scene(SplatlasClient client, String scene, RunReporter reporter)
      throws InterruptedException {
    Reconnect reconnect = Reconnections.patient();
    reconnect.succeeded();
    GetSceneRequest request = GetSceneRequest.newBuilder().setSceneId(scene).build();
    while (true) {
      try {
        return client.scenes().getScene(request).getScene();
      } catch (StatusRuntimeException away) {
        Duration pause = reconnect.after(away).orElseThrow(() -> away);
        reporter.reconnecting(away.getStatus().toString(), pause);
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    }
  }

  /** Empty for a robot whose token lets it capture and nothing else. */
  private static String instances(SplatlasClient client, String sceneId) {
    ListInstancesRequest request = ListInstancesRequest.newBuilder().setSceneId(sceneId).build();
    try {
      return InstanceTable.table(client.instances().listInstances(request).getInstancesList());
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.PERMISSION_DENIED) {
        throw refused;
      }
      return "";
    }
  }

  private static void print(
      PrintWriter out, SplatlasClient client, String sceneId, ReplaySummary summary) {
    Scene scene =
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(sceneId).build())
            .getScene();
    out.print(instances(client, sceneId));
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d frames sent in %.1f s, %d acknowledged, %d refused; %,d iterations, %,d Gaussians, %d instances",
            sceneId,
            summary.sent(),
            summary.seconds(),
            summary.acknowledged(),
            summary.refused(),
            scene.getIterations(),
            scene.getGaussians(),
            scene.getInstances()));
    out.flush();
  }
}
