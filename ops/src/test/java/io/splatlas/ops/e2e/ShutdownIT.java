package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.ResumingWatch;
import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process is asked to end (SIGTERM) in the middle of a capture, and another follows. */
class ShutdownIT {
  private static final String SCENE = "handed-over";
  private static final int FRAMES = 40;
  private static final int BEFORE = 4;
  private static final int SIGTERM = 128 + 15;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path data = Path.of("");

  private final Semaphore acknowledged = new Semaphore(0);
  private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
  private long revision;
  private long accounted;
  private final CompletableFuture<Boolean> watched = new CompletableFuture<>();

  @Test
  void shouldHandItsClientsOverToTheServerThatFollows() throws Exception {
    int port = freePort();
    try (SplatlasClient client = SplatlasClient.connect(new ServerAddress("127.0.0.1", port))) {
      CompletableFuture<ReplaySummary> robot;
      Scene before;
      try (ServeProcess server = serve(port)) {
        client.scenes().createScene(request());
        robot = robot(client);
        watch(client);
        acknowledged.acquire(BEFORE);
        before = awaitTraining(client);
        assertEquals(SIGTERM, server.terminate(), "a server that was asked to ends by itself");
      }
      assertLearntIsKept(before);
      try (ServeProcess next = serve(port);
          SplatlasClient fresh = SplatlasClient.connect(next.address)) {
        ReplaySummary summary = robot.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(FRAMES, summary.acknowledged(), "no frame is lost or taken twice");
        assertEquals(0, summary.refused());
        assertEquals(FRAMES, scene(fresh).getFrames());
        assertTrue(!pauses.isEmpty(), "the robot was cut off and came again");
        fresh.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId(SCENE).build());
        assertTrue(watched.get(PATIENCE_SECONDS, TimeUnit.SECONDS), "the watch came again");
        next.terminate();
      }
    }
  }

  private ServeProcess serve(int port) throws Exception {
    // No checkpoint but the last one is ever due.
    return ServeProcess.start(port, data, "--checkpoint-every", "10000");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static CreateSceneRequest request() {
    return CreateSceneRequest.newBuilder()
        .setSceneId(SCENE)
        .setOptions(
            SceneOptions.newBuilder().setMaxGaussians(4_000).setIterations(100_000).setSeed(1))
        .build();
  }

  private CompletableFuture<ReplaySummary> robot(SplatlasClient client) {
    ReplayListener listener =
        new ReplayListener() {
          @Override
          public void acknowledged(long sequence) {
            acknowledged.release();
          }

          @Override
          public void reconnecting(String why, Duration pause) {
            pauses.add(pause);
          }
        };
    CompletableFuture<ReplaySummary> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                outcome.complete(
                    new SimulatedRobot(
                            LiveServer.source(LiveServer.frames(FRAMES)), 2, listener, patient())
                        .run(client, SCENE, "robot"));
              } catch (Exception failure) {
                outcome.completeExceptionally(failure);
              }
            });
    return outcome;
  }

  private void watch(SplatlasClient client) {
    List<Status> cuts = new CopyOnWriteArrayList<>();
    ResumingWatch.Listener listener =
        new ResumingWatch.Listener() {
          @Override
          public void told(WatchInstancesResponse message) {
            take(message);
          }

          @Override
          public void resuming(Status why, long revision, Duration pause) {
            cuts.add(why);
          }
        };
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                new ResumingWatch(client, SCENE, 0, listener, patient()).run();
                assertEquals(revision, accounted, "no change is missing");
                watched.complete(!cuts.isEmpty());
              } catch (Exception | AssertionError failure) {
                watched.completeExceptionally(failure);
              }
            });
  }

  /** Every revision behind the snapshot is told, or left out in favour of one that is. */
  private void take(WatchInstancesResponse message) {
    if (message.hasSnapshot()) {
      accounted = message.getSnapshot().getRevision();
      revision = accounted;
      return;
    }
    InstanceChange change = message.getChange();
    assertTrue(change.getRevision() > revision, () -> "told again: " + change);
    revision = change.getRevision();
    accounted += 1 + change.getConflated();
    assertTrue(accounted <= revision, () -> "told twice: " + change);
  }

  private static Reconnect patient() {
    return Reconnect.upTo(40, new SplittableRandom(1));
  }

  private static Scene scene(SplatlasClient client) {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(SCENE).build())
        .getScene();
  }

  private static Scene awaitTraining(SplatlasClient client) throws InterruptedException {
    Scene scene = scene(client);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (scene.getIterations() == 0) {
      assertTrue(System.nanoTime() < end, "nothing was learnt");
      TimeUnit.MILLISECONDS.sleep(20);
      scene = scene(client);
    }
    return scene;
  }

  /** Everything that was learnt is in the checkpoint of the way out. */
  private void assertLearntIsKept(Scene before) throws Exception {
    Instant created =
        Instant.ofEpochSecond(
            before.getCreateTime().getSeconds(), before.getCreateTime().getNanos());
    TrainingCheckpoint newest =
        new BlobCheckpoints(
                new FolderBlobStore(data.resolve("blobs")), SCENE, created, Telemetry.NONE)
            .newest()
            .orElseThrow();
    assertTrue(
        newest.progress().iterations() >= before.getIterations(),
        "%d iterations were told, %d are in the checkpoint"
            .formatted(before.getIterations(), newest.progress().iterations()));
  }
}
