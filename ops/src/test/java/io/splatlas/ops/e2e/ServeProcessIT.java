package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.SceneOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: killed, restarted, asked by a client that our build did not make. */
class ServeProcessIT {
  @TempDir Path data = Path.of("");

  @Test
  void shouldKeepEveryAcknowledgedFrameWhenItIsKilled() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(10);
    try (ServeProcess server = ServeProcess.start(data);
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      client.scenes().createScene(request());
      ReplaySummary summary =
          new SimulatedRobot(LiveServer.source(frames.subList(0, 6)), 0, new ReplayListener() {})
              .run(client, "kept", "robot");
      assertEquals(6, summary.acknowledged());
      server.kill();
    }
    AtomicLong resumedBehind = new AtomicLong(-1);
    ReplayListener listener =
        new ReplayListener() {
          @Override
          public void resumed(long durableSequence) {
            resumedBehind.set(durableSequence);
          }
        };
    try (ServeProcess server = ServeProcess.start(data);
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      ReplaySummary summary =
          new SimulatedRobot(LiveServer.source(frames), 0, listener).run(client, "kept", "robot");
      assertEquals(6, resumedBehind.get(), "the stream resumes behind the last durable frame");
      assertEquals(4, summary.sent());
      assertEquals(
          10,
          client
              .scenes()
              .getScene(GetSceneRequest.newBuilder().setSceneId("kept").build())
              .getScene()
              .getFrames());
      server.terminate();
    }
  }

  @Test
  void shouldServeAClientInPythonThatKnowsOnlyReflection() throws Exception {
    try (ServeProcess server = ServeProcess.start(data)) {
      Path client =
          Path.of(
              System.getProperty("splatlas.root", ".."),
              "gateway",
              "src",
              "test",
              "python",
              "foreign_client.py");
      Process python =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  client.toString(),
                  server.address.host() + ":" + server.address.port(),
                  LiveServer.DESK.toString(),
                  "3")
              .redirectErrorStream(true)
              .start();
      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, python.waitFor(), output);
      assertTrue(output.contains("splatlas.v1.CaptureService"), output);
      assertTrue(output.contains("frame 3 is durable"), output);
      assertTrue(output.contains("watch: event at revision"), output);
    }
  }

  private static CreateSceneRequest request() {
    return CreateSceneRequest.newBuilder()
        .setSceneId("kept")
        .setOptions(
            SceneOptions.newBuilder().setMaxGaussians(5_000).setIterations(100_000).setSeed(1))
        .build();
  }
}
