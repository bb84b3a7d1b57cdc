package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code serve --device auto} over the stand-in for the driver (docs/CUDA.md): the GPU is taken, a
 * kernel ends with a sticky error, the card cannot be had at first, the context is made anew, and
 * the scene goes on from its checkpoint.
 */
class LostGpuIT {
  private static final Path DRIVER =
      Path.of(System.getProperty("splatlas.root", ".."), "gpu-runtime/target/stand-in")
          .toAbsolutePath()
          .normalize();
  private static final String SCENE = "desk";
  private static final int FRAMES = 3;
  private static final int ITERATIONS = 60;
  private static final int ILLEGAL_ADDRESS = 700;
  private static final int UNAVAILABLE = 46;
  private static final long PATIENCE_SECONDS = 280;
  private static final Pattern RESUMED =
      Pattern.compile("goes on at iteration [1-9]\\d* with [1-9]\\d* Gaussians");

  @TempDir Path data = Path.of("");
  @TempDir Path faults = Path.of("");

  private static Scene scene(SplatlasClient client) {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(SCENE).build())
        .getScene();
  }

  private interface Look {
    boolean looks() throws Exception;
  }

  private static void await(String what, Look look) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!look.looks()) {
      assertTrue(System.nanoTime() < end, "it never came to " + what);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void shouldGoOnFromACheckpointWhenTheGpuIsLost() throws Exception {
    assumeTrue(
        Files.exists(DRIVER.resolve("libcuda.so.1")),
        "the tests of gpu-runtime make the stand-in for the driver (g++)");
    Path fault = faults.resolve("fault");
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", DRIVER.toString(), "STAND_IN_FAULTS", fault.toString());
    try (ServeProcess server =
            ServeProcess.start(
                environment, 0, data, "--device", "auto", "--checkpoint-every", "1");
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      begin(client);
      await(
          "a checkpoint",
          () ->
              server.metric("splatlas_checkpoints_written_seconds_count", "") > 0
                  && scene(client).getIterations() > 0);
      loseTheGpu(fault);
      await("the loss", () -> server.metric("splatlas_gpu_losses_total", "device=\"0\"") > 0);
      await("the device again", () -> said(server, "GPU runtime again on DeviceInfo[kind=cuda"));
      assertTrue(said(server, "The device does not open"), "it was busy at first");
      await("the scene again", () -> server.metric("splatlas_gpu_scenes", "") > 0);
      assertTrue(said(server, "CUDA_ERROR_ILLEGAL_ADDRESS"), "the driver's own word");
      assertTrue(
          server.said().stream().anyMatch(line -> RESUMED.matcher(line).find()),
          "from its checkpoint: " + server.said());
      client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(SCENE).build());
      await("the end", () -> scene(client).getState() == SceneState.SCENE_STATE_FINISHED);
      assertEquals(FRAMES, scene(client).getTrainedFrames());
      assertEquals(ITERATIONS, scene(client).getIterations());
      assertEquals(1, server.metric("splatlas_gpu_losses_total", ""), "lost once");
      assertEquals(0, server.terminate() & ~143, "it ends as it is asked to");
    }
  }

  /** No probe looks: whoever started it sees a process that failed, and starts it again. */
  @Test
  void shouldEndItselfWhenOnlyANewProcessCanHelp() throws Exception {
    assumeTrue(
        Files.exists(DRIVER.resolve("libcuda.so.1")),
        "the tests of gpu-runtime make the stand-in for the driver (g++)");
    Path fault = faults.resolve("fault");
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", DRIVER.toString(), "STAND_IN_FAULTS", fault.toString());
    try (ServeProcess server =
            ServeProcess.start(
                environment, 0, data, "--device", "auto", "--checkpoint-every", "1");
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      begin(client);
      await(
          "a checkpoint",
          () -> server.metric("splatlas_checkpoints_written_seconds_count", "") > 0);
      // A try a second: more refusals than the server has patience.
      fail(
          fault,
          "cuLaunchKernel %d%s"
              .formatted(ILLEGAL_ADDRESS, (" cuCtxCreate " + UNAVAILABLE).repeat(600)));
      assertEquals(75, server.awaitEnd(PATIENCE_SECONDS));
      String last = String.join("\n", server.said());
      assertTrue(
          last.contains("ending, so that a new process can start: the device was lost"), last);
      assertTrue(last.contains("\"main\" "), "with what its threads were at: " + last);
    }
    try (ServeProcess server = ServeProcess.start(environment, 0, data, "--device", "auto");
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      assertEquals(FRAMES, scene(client).getFrames(), "the new process has what was acknowledged");
      assertEquals(0, server.terminate() & ~143);
    }
  }

  private static void begin(SplatlasClient client) throws Exception {
    client
        .scenes()
        .createScene(
            CreateSceneRequest.newBuilder()
                .setSceneId(SCENE)
                .setOptions(
                    SceneOptions.newBuilder()
                        .setMaxGaussians(1_000)
                        .setIterations(ITERATIONS)
                        .setSeed(1))
                .build());
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    FrameSource small = new FrameSource(frames, new FramePreparer(24), true, PointShares.none());
    assertEquals(
        FRAMES,
        new SimulatedRobot(small, 0, new ReplayListener() {})
            .run(client, SCENE, "robot")
            .acknowledged());
  }

  /** At the next launch, and the next context is refused too. */
  private static void loseTheGpu(Path fault) throws Exception {
    fail(fault, "cuLaunchKernel %d cuCtxCreate %d".formatted(ILLEGAL_ADDRESS, UNAVAILABLE));
  }

  /** The file must be whole when it is there. */
  private static void fail(Path fault, String calls) throws Exception {
    Path written = fault.resolveSibling("written");
    Files.writeString(written, calls);
    Files.move(written, fault, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean said(ServeProcess server, String what) {
    return server.said().stream().anyMatch(line -> line.contains(what));
  }
}
