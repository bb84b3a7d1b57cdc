package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture with two robots and five subscribers, from its first frame to the finished scene,
 * during which the server is killed (SIGKILL) at random moments.
 */
final class KillCourse {
  private static final Logger LOG = LoggerFactory.getLogger(KillCourse.class);
  private static final String SCENE = "killed";
  private static final int FRAMES_PER_ROBOT = 20;
  private static final double FRAMES_PER_SECOND = 3;
  private static final long PATIENCE_SECONDS = 120;

  private final Path data;
  private final int kills;
  private final long seed;
  private final SplittableRandom random;

  /** Of those who resume; each goes on behind what it was told itself. */
  private final List<Ledger> ledgers = List.of(new Ledger(), new Ledger(), new Ledger());

  private final Semaphore steps = new Semaphore(0);
  private final ConcurrentLinkedQueue<Throwable> contradictions = new ConcurrentLinkedQueue<>();

  /**
   * @param data folder of the server, empty
   */
  KillCourse(Path data, int kills, long seed) {
    this.data = data;
    this.kills = kills;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** A robot that comes again after every kill. */
  private final class Robot {
    private final String id;
    private final List<CaptureFrame> frames;
    private final AtomicLong acknowledged = new AtomicLong();

    Robot(String id, List<CaptureFrame> frames) {
      this.id = id;
      this.frames = frames;
    }

    Thread begin(SplatlasClient client) {
      return Thread.ofVirtual().start(() -> stream(client));
    }

    private void stream(SplatlasClient client) {
      try {
        new SimulatedRobot(LiveServer.source(frames), FRAMES_PER_SECOND, listener())
            .run(client, SCENE, id);
      } catch (IOException killed) {
        LOG.info("{} was cut off behind {}", id, acknowledged.get());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private ReplayListener listener() {
      return new ReplayListener() {
        @Override
        public void resumed(long durableSequence) {
          check(
              durableSequence >= acknowledged.get(),
              "%s: %d was acknowledged, only %d is durable"
                  .formatted(id, acknowledged.get(), durableSequence));
        }

        @Override
        public void acknowledged(long sequence) {
          acknowledged.set(sequence);
          steps.release();
        }
      };
    }
  }

  private void check(boolean holds, String message) {
    if (!holds) {
      contradictions.add(new AssertionError(message));
    }
  }

  /** Runs what asserts on threads of a connection; what it finds is thrown by the test. */
  private void guard(Runnable assertions) {
    try {
      assertions.run();
    } catch (AssertionError contradiction) {
      contradictions.add(contradiction);
    }
  }

  private static CreateSceneRequest request() {
    return CreateSceneRequest.newBuilder()
        .setSceneId(SCENE)
        .setOptions(SceneOptions.newBuilder().setMaxGaussians(4_000).setIterations(400).setSeed(1))
        .build();
  }

  private static Scene scene(SplatlasClient client) {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(SCENE).build())
        .getScene();
  }

  private ServeProcess serve() throws IOException {
    return ServeProcess.start(data, "--checkpoint-every", "1");
  }

  /** Throws when something that was acknowledged or told is missing or contradicted. */
  void run() throws Exception {
    LOG.info("{} kills, seed {}", kills, seed);
    List<CaptureFrame> all = LiveServer.frames(2 * FRAMES_PER_ROBOT);
    Robot left = new Robot("left", all.subList(0, FRAMES_PER_ROBOT));
    Robot right = new Robot("right", all.subList(FRAMES_PER_ROBOT, 2 * FRAMES_PER_ROBOT));
    Optional<TrainingCheckpoint> checkpoint = Optional.empty();
    for (int life = 1; life <= kills; life++) {
      try (ServeProcess server = serve();
          SplatlasClient client = SplatlasClient.connect(server.address)) {
        Instant created = beginLife(client, left, right, checkpoint);
        List<AutoCloseable> watches = watch(client);
        Thread one = left.begin(client);
        Thread two = right.begin(client);
        steps.drainPermits();
        int wanted = random.nextInt(1, 9);
        boolean stepped = steps.tryAcquire(wanted, 6, TimeUnit.SECONDS);
        server.killAfter(random.nextInt(400));
        LOG.info("killed in life {} after {} steps ({})", life, wanted, stepped);
        one.join();
        two.join();
        for (AutoCloseable watch : watches) {
          watch.close();
        }
        checkpoint = newest(created);
      }
      assertNothingContradicted(life);
    }
    lastLife(left, right, checkpoint);
  }

  /** What a server must know at once of the lives before. */
  private Instant beginLife(
      SplatlasClient client, Robot left, Robot right, Optional<TrainingCheckpoint> checkpoint)
      throws InterruptedException {
    client.scenes().createScene(request());
    Scene scene = awaitGaussians(client, checkpoint);
    long acknowledged = left.acknowledged.get() + right.acknowledged.get();
    assertTrue(
        scene.getFrames() >= acknowledged,
        "%d frames were acknowledged, %d are there".formatted(acknowledged, scene.getFrames()));
    checkpoint.ifPresent(
        from ->
            assertTrue(
                scene.getIterations() >= from.progress().iterations(),
                "training goes on from its checkpoint: %d iterations, the checkpoint has %d"
                    .formatted(scene.getIterations(), from.progress().iterations())));
    for (Ledger ledger : ledgers) {
      assertTrue(scene.getRevision() >= ledger.last(), "revisions only grow");
    }
    return Instant.ofEpochSecond(
        scene.getCreateTime().getSeconds(), scene.getCreateTime().getNanos());
  }

  /** The first status with Gaussians, where there is a checkpoint they come from. */
  private static Scene awaitGaussians(
      SplatlasClient client, Optional<TrainingCheckpoint> checkpoint) throws InterruptedException {
    Scene scene = scene(client);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (checkpoint.isPresent() && (scene.getGaussians() == 0 || scene.getFrames() == 0)) {
      assertTrue(System.nanoTime() < end, "the checkpoint was not taken up");
      TimeUnit.MILLISECONDS.sleep(20);
      scene = scene(client);
    }
    return scene;
  }

  private Optional<TrainingCheckpoint> newest(Instant created) throws IOException {
    return new BlobCheckpoints(
            new FolderBlobStore(data.resolve("blobs")), SCENE, created, Telemetry.NONE)
        .newest();
  }

  /** Three subscribers resume, two begin with a snapshot. */
  private List<AutoCloseable> watch(SplatlasClient client) throws InterruptedException {
    List<AutoCloseable> watches = new ArrayList<>();
    BlockingQueue<InstanceSnapshot> snapshots = new LinkedBlockingQueue<>();
    for (int i = 0; i < 2; i++) {
      watches.add(InstanceWatch.start(client, SCENE, 0, message -> other(message, snapshots)));
    }
    InstanceSnapshot first = snapshots.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertTrue(first != null, "no snapshot came");
    for (Ledger ledger : ledgers) {
      watches.add(resume(client, ledger, first));
    }
    return watches;
  }

  private AutoCloseable resume(SplatlasClient client, Ledger ledger, InstanceSnapshot first)
      throws InterruptedException {
    BlockingQueue<Long> resumed = new LinkedBlockingQueue<>();
    AutoCloseable watch =
        InstanceWatch.start(
            client,
            SCENE,
            ledger.last(),
            message -> {
              guard(() -> ledger.take(message));
              steps.release();
              resumed.add(ledger.last());
            });
    // Everything up to the snapshot is durable, so it comes to those who resume.
    while (ledger.last() < first.getRevision()) {
      assertTrue(resumed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) != null, "a change is missing");
    }
    ledger.compare(first.getRevision(), first.getInstancesList());
    return watch;
  }

  private void other(WatchInstancesResponse message, BlockingQueue<InstanceSnapshot> snapshots) {
    if (message.hasSnapshot()) {
      snapshots.add(message.getSnapshot());
    } else {
      ledgers.forEach(ledger -> guard(() -> ledger.compare(message.getChange())));
    }
  }

  private void assertNothingContradicted(int life) {
    contradictions.forEach(
        contradiction -> {
          throw new AssertionError("life %d, seed %d".formatted(life, seed), contradiction);
        });
  }

  private void lastLife(Robot left, Robot right, Optional<TrainingCheckpoint> checkpoint)
      throws Exception {
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      beginLife(client, left, right, checkpoint);
      List<AutoCloseable> watches = watch(client);
      Thread one = left.begin(client);
      Thread two = right.begin(client);
      one.join();
      two.join();
      client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(SCENE).build());
      Scene scene = scene(client);
      while (scene.getState() != SceneState.SCENE_STATE_FINISHED) {
        TimeUnit.MILLISECONDS.sleep(100);
        scene = scene(client);
      }
      assertEquals(2 * FRAMES_PER_ROBOT, scene.getFrames());
      assertEquals(2 * FRAMES_PER_ROBOT, scene.getTrainedFrames());
      assertTrue(scene.getInstances() > 0, "instances were found");
      for (AutoCloseable watch : watches) {
        watch.close();
      }
      assertNothingContradicted(kills + 1);
      server.terminate();
    } catch (StatusRuntimeException ended) {
      throw new AssertionError("the last life was cut short", ended);
    }
  }
}
