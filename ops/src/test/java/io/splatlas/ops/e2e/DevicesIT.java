package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --device cpu,cpu}: two devices, as two GPUs would be, and scenes on both. */
class DevicesIT {
  private static final int FRAMES = 8;
  private static final int ITERATIONS = 120;
  private static final long PATIENCE_SECONDS = 180;
  private static final Pattern PLACED = Pattern.compile("Scene (\\S+) is placed on device (\\d+)");

  @TempDir Path data = Path.of("");

  private ServeProcess serve() throws Exception {
    return ServeProcess.start(data, "--device", "cpu,cpu", "--checkpoint-every", "1");
  }

  /** Where the log says that a scene was placed; it must have been. */
  private static int placeOf(ServeProcess server, String scene) {
    for (String line : server.said()) {
      Matcher placed = PLACED.matcher(line);
      if (placed.find() && placed.group(1).equals(scene)) {
        return Integer.parseInt(placed.group(2));
      }
    }
    throw new AssertionError(scene + " was placed nowhere: " + server.said());
  }

  private static void create(SplatlasClient client, String id) {
    client
        .scenes()
        .createScene(
            CreateSceneRequest.newBuilder()
                .setSceneId(id)
                .setOptions(
                    SceneOptions.newBuilder()
                        .setMaxGaussians(3_000)
                        .setIterations(ITERATIONS)
                        .setSeed(1))
                .build());
  }

  private static Scene scene(SplatlasClient client, String id) {
    return client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(id).build()).getScene();
  }

  private static CompletableFuture<ReplaySummary> stream(
      SplatlasClient client, String id, List<CaptureFrame> frames) {
    CompletableFuture<ReplaySummary> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                outcome.complete(
                    new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
                        .run(client, id, "robot"));
              } catch (Exception failure) {
                outcome.completeExceptionally(failure);
              }
            });
    return outcome;
  }

  private static Scene await(SplatlasClient client, String id, Predicate<Scene> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Scene scene = scene(client, id);
    while (!wanted.test(scene)) {
      assertTrue(System.nanoTime() < end, "it never came to that: " + scene);
      TimeUnit.MILLISECONDS.sleep(50);
      scene = scene(client, id);
    }
    return scene;
  }

  private static void assertTaken(CompletableFuture<ReplaySummary> robot) throws Exception {
    assertEquals(FRAMES, robot.get(PATIENCE_SECONDS, TimeUnit.SECONDS).acknowledged());
  }

  @Test
  void shouldTrainScenesOnBothDevicesAndBringThemBackAfterAKill() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(2 * FRAMES);
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      // Both are in a heap of 1 GiB, of which devices have half, whatever they are allowed.
      assertEquals(2 * 256.0 * (1 << 20), server.metric("splatlas_gpu_memory_cap_bytes", ""));
      create(client, "one");
      create(client, "two");
      CompletableFuture<ReplaySummary> one = stream(client, "one", frames.subList(0, FRAMES));
      CompletableFuture<ReplaySummary> two =
          stream(client, "two", frames.subList(FRAMES, 2 * FRAMES));
      assertTaken(one);
      assertTaken(two);
      await(client, "one", scene -> scene.getGaussians() > 0);
      await(client, "two", scene -> scene.getGaussians() > 0);
      assertEquals(Set.of(0, 1), Set.of(placeOf(server, "one"), placeOf(server, "two")));
      for (String device : List.of("device=\"0\"", "device=\"1\"")) {
        assertEquals(1, server.metric("splatlas_gpu_scenes", device), device);
        assertEquals(
            256.0 * (1 << 20), server.metric("splatlas_gpu_memory_cap_bytes", device), device);
        assertTrue(server.metric("splatlas_gpu_memory_used_bytes", device) > 0, device);
        assertTrue(server.metric("splatlas_gpu_busy_seconds_total", device) > 0, device);
      }
      server.kill();
    }
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      for (String id : List.of("one", "two")) {
        client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(id).build());
      }
      for (String id : List.of("one", "two")) {
        Scene done =
            await(client, id, scene -> scene.getState() == SceneState.SCENE_STATE_FINISHED);
        assertEquals(FRAMES, done.getTrainedFrames());
        assertEquals(ITERATIONS, done.getIterations());
      }
      int freed = placeOf(server, "one");
      assertNotEquals(freed, placeOf(server, "two"), "on a device each again");
      client.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId("one").build());
      create(client, "three");
      assertTaken(stream(client, "three", frames.subList(0, FRAMES)));
      await(client, "three", scene -> scene.getGaussians() > 0);
      assertEquals(freed, placeOf(server, "three"), "where there is room");
      server.terminate();
    }
  }
}
