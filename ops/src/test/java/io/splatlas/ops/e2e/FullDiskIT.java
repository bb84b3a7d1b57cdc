package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up to the last byte, and is given room again: a small file system in memory,
 * which takes the right to mount one.
 */
class FullDiskIT {
  private static final String SCENE = "cramped";
  private static final int FRAMES = 16;
  private static final int BEFORE = 4;
  private static final long PATIENCE_SECONDS = 180;

  @TempDir Path folder = Path.of("");
  private Path disk = Path.of("");
  private boolean mounted;

  private final Semaphore acknowledged = new Semaphore(0);

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    String said = run("mount", "-t", "tmpfs", "-o", "size=48m", "splatlas-test", disk.toString());
    mounted = said.isEmpty();
    assumeTrue(mounted, () -> "needs root and the right to mount a tmpfs: " + said);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertEquals("", run("umount", "--lazy", disk.toString()));
    }
  }

  /** Runs a command; what it says, empty when it went well. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said + "(" + process.exitValue() + ")";
  }

  private ServeProcess serve() throws IOException {
    // Nothing is kept free, so that checkpoints and the journal meet the full disk, too.
    return ServeProcess.start(disk.resolve("data"), "--keep-free", "0", "--checkpoint-every", "1");
  }

  /** Takes every byte that is left, to be given back by deleting the file. */
  private Path fill() throws IOException {
    Path ballast = disk.resolve("ballast");
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full::toString);
    }
    return ballast;
  }

  private static Scene scene(SplatlasClient client) {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(SCENE).build())
        .getScene();
  }

  private static Scene await(SplatlasClient client, Predicate<Scene> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Scene scene = scene(client);
    while (!wanted.test(scene)) {
      assertTrue(System.nanoTime() < end, "it never came to that: " + scene);
      TimeUnit.MILLISECONDS.sleep(50);
      scene = scene(client);
    }
    return scene;
  }

  /** Streams until all is acknowledged; the future has how many frames were refused for good. */
  private CompletableFuture<Long> robot(SplatlasClient client) {
    ReplayListener listener =
        new ReplayListener() {
          @Override
          public void acknowledged(long sequence) {
            acknowledged.release();
          }
        };
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                outcome.complete(streamPatiently(client, listener));
              } catch (Exception failure) {
                outcome.completeExceptionally(failure);
              }
            });
    return outcome;
  }

  /** A robot gives a frame up that was refused too often, and comes again. */
  private static long streamPatiently(SplatlasClient client, ReplayListener listener)
      throws IOException, InterruptedException {
    while (true) {
      SimulatedRobot robot =
          new SimulatedRobot(LiveServer.source(LiveServer.frames(FRAMES)), 2, listener);
      try {
        return robot.run(client, SCENE, "robot").refused();
      } catch (IOException givenUp) {
        if (!String.valueOf(givenUp.getMessage()).contains("disk full")) {
          throw givenUp;
        }
      }
    }
  }

  private static double refused(ServeProcess server) throws IOException, InterruptedException {
    return server.metric("splatlas_frames_refused_total", "storage");
  }

  private static double failedCheckpoints(ServeProcess server)
      throws IOException, InterruptedException {
    return server.metric("splatlas_checkpoints_failed_total", "");
  }

  @Test
  void shouldRefuseFramesWhileTheDiskIsFullAndLoseNothing() throws Exception {
    long revision;
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      client
          .scenes()
          .createScene(
              CreateSceneRequest.newBuilder()
                  .setSceneId(SCENE)
                  .setOptions(
                      SceneOptions.newBuilder()
                          .setMaxGaussians(3_000)
                          .setIterations(2_000)
                          .setSeed(1))
                  .build());
      CompletableFuture<Long> robot = robot(client);
      assertTrue(acknowledged.tryAcquire(BEFORE, PATIENCE_SECONDS, TimeUnit.SECONDS));
      await(client, scene -> scene.getGaussians() > 0);
      Path ballast = fill();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (refused(server) < 2 || failedCheckpoints(server) < 1) {
        assertTrue(System.nanoTime() < end, "nothing noticed that the disk is full");
        assertFalse(robot.isDone(), "the robot has sent all before the disk was full");
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertEquals(SceneState.SCENE_STATE_CAPTURING, scene(client).getState(), "it goes on");
      Files.delete(ballast);
      assertEquals(0, robot.get(PATIENCE_SECONDS, TimeUnit.SECONDS), "frames refused for good");
      assertEquals(FRAMES, scene(client).getFrames());
      await(client, scene -> scene.getInstances() > 0);
      revision = scene(client).getRevision();
      server.kill();
    }
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      await(client, scene -> scene.getFrames() > 0);
      assertEquals(FRAMES, scene(client).getFrames(), "every acknowledged frame is there");
      assertTrue(scene(client).getRevision() >= revision, "what was told is there");
      client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(SCENE).build());
      Scene done = await(client, scene -> scene.getState() == SceneState.SCENE_STATE_FINISHED);
      assertEquals(FRAMES, done.getTrainedFrames());
      server.terminate();
    }
  }
}
