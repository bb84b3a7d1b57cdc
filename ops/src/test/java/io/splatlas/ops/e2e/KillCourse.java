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
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.ListInstancesRequest;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture with two robots and five subscribers, from the creation of its scene to the finished
 * one, during which the server is killed (SIGKILL) at random moments.
 */
final class KillCourse {
  private static final Logger LOG = LoggerFactory.getLogger(KillCourse.class);
  private static final String SCENE = "killed";
  private static final int FRAMES_OF_A_ROUND = 20;
  private static final double FRAMES_PER_SECOND = 3;
  private static final long PATIENCE_SECONDS = 120;

  /** How long a moment is waited for; when it does not come, the server is killed without it. */
  private static final long MOMENT_MILLIS = 5_000;

  /** Long enough for a server to be up and training again on most machines. */
  private static final long START_MILLIS = 5_000;

  private static final String[] OPTIONS = {"--checkpoint-every", "1"};

  private static final String CHECKPOINT_BEGINS = ": writing the checkpoint of iteration";
  private static final String CLUSTERING_BEGINS = ": clustering ";
  private static final String GOES_ON = "Scene " + SCENE + " goes on at iteration ";

  private final Path data;
  private final int kills;
  private final long seed;
  private final SplittableRandom random;
  private final KillTally tally;
  private final EndlessRobot left;
  private final EndlessRobot right;

  /** Of those who resume; each goes on behind what it was told itself. */
  private final List<Ledger> ledgers = List.of(new Ledger(), new Ledger(), new Ledger());

  private final Semaphore steps = new Semaphore(0);
  private final ConcurrentLinkedQueue<Throwable> contradictions = new ConcurrentLinkedQueue<>();

  private Optional<Instant> created = Optional.empty();
  private Optional<TrainingCheckpoint> checkpoint = Optional.empty();
  private boolean ended;
  private Optional<Scene> finished = Optional.empty();

  /**
   * @param data folder of the server, empty
   * @param kills at least 5
   * @param tally told of every kill
   */
  KillCourse(Path data, int kills, long seed, KillTally tally) throws IOException {
    this.data = data;
    this.kills = kills;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.tally = tally;
    List<Frame> frames = frames(2 * FRAMES_OF_A_ROUND);
    this.left = robot("left", frames.subList(0, FRAMES_OF_A_ROUND));
    this.right = robot("right", frames.subList(FRAMES_OF_A_ROUND, 2 * FRAMES_OF_A_ROUND));
  }

  private static List<Frame> frames(int count) throws IOException {
    FrameSource source = LiveServer.source(LiveServer.frames(count));
    List<Frame> frames = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      frames.add(source.frame(i));
    }
    return frames;
  }

  private EndlessRobot robot(String id, List<Frame> round) {
    return new EndlessRobot(id, round, FRAMES_PER_SECOND, steps::release, this::contradicts);
  }

  private void contradicts(String message) {
    contradictions.add(new AssertionError(message));
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
    return ServeProcess.start(data, OPTIONS);
  }

  /** Throws when something that was acknowledged or told is missing or contradicted. */
  void run() throws Exception {
    LOG.info("{} kills, seed {}", kills, seed);
    int life = 1;
    try {
      for (; life <= kills; life++) {
        live(moment(life));
      }
      lastLife();
    } catch (AssertionError | StatusRuntimeException failure) {
      throw new AssertionError("life %d, seed %d".formatted(life, seed), failure);
    }
  }

  private KillMoment moment(int life) {
    if (life == 1) {
      return KillMoment.CREATE;
    }
    if (life == kills) {
      return KillMoment.FINISHED;
    }
    return life >= kills - Math.min(3, kills / 5)
        ? KillMoment.FINISH
        : KillMoment.ofCapture(random);
  }

  private void live(KillMoment moment) throws Exception {
    Said said =
        switch (moment) {
          case START -> ServeProcess.startAndKill(data, random.nextLong(START_MILLIS), OPTIONS);
          case CREATE -> withServer(this::create);
          case RETURN -> withServer(this::comeBack);
          case STEP, CHECKPOINT, CLUSTERING ->
              withServer((server, client) -> capture(moment, server, client));
          case FINISH -> withServer(this::finish);
          case FINISHED -> withServer(this::finished);
        };
    tally.killed(moment, said);
    assertGoesOn(said);
    checkpoint = newest();
    contradictions.forEach(
        contradiction -> {
          throw new AssertionError("contradicted", contradiction);
        });
  }

  /** What happens in a life up to the kill. */
  @FunctionalInterface
  private interface Life {
    Said live(ServeProcess server, SplatlasClient client) throws Exception;
  }

  private Said withServer(Life life) throws Exception {
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      return life.live(server, client);
    }
  }

  private Said create(ServeProcess server, SplatlasClient client) throws Exception {
    Thread creating =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    created = Optional.of(createdAt(client));
                  } catch (StatusRuntimeException killed) {
                    LOG.info("creating the scene was cut off", killed);
                  }
                });
    Said said = server.killAfter(random.nextInt(1_000));
    creating.join();
    return said;
  }

  private static Instant createdAt(SplatlasClient client) {
    Scene scene = client.scenes().createScene(request()).getScene();
    return Instant.ofEpochSecond(
        scene.getCreateTime().getSeconds(), scene.getCreateTime().getNanos());
  }

  /** Robots and subscribers are back at once, before anybody has looked at what is there. */
  private Said comeBack(ServeProcess server, SplatlasClient client) throws Exception {
    List<AutoCloseable> watches = new ArrayList<>();
    for (Ledger ledger : ledgers) {
      watches.add(watch(client, ledger.last(), message -> guard(() -> ledger.take(message))));
    }
    return stream(server, client, watches, random.nextInt(1_000));
  }

  private Said capture(KillMoment moment, ServeProcess server, SplatlasClient client)
      throws Exception {
    beginLife(client);
    List<AutoCloseable> watches = watch(client);
    steps.drainPermits();
    Thread one = left.begin(client, SCENE);
    Thread two = right.begin(client, SCENE);
    long after = await(moment, server);
    return close(server.killAfter(after), watches, one, two);
  }

  /**
   * Waits for a moment.
   *
   * @return how long the kill waits from then, milliseconds
   */
  private long await(KillMoment moment, ServeProcess server) throws InterruptedException {
    int from = server.saidSoFar();
    return switch (moment) {
      case CHECKPOINT -> {
        server.awaitSaid(CHECKPOINT_BEGINS, from, MOMENT_MILLIS);
        yield random.nextInt(20);
      }
      case CLUSTERING -> {
        server.awaitSaid(CLUSTERING_BEGINS, from, MOMENT_MILLIS);
        yield random.nextInt(200);
      }
      default -> {
        steps.tryAcquire(random.nextInt(1, 9), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        yield random.nextInt(400);
      }
    };
  }

  private Said stream(
      ServeProcess server, SplatlasClient client, List<AutoCloseable> watches, long after)
      throws Exception {
    Thread one = left.begin(client, SCENE);
    Thread two = right.begin(client, SCENE);
    return close(server.killAfter(after), watches, one, two);
  }

  private static Said close(Said said, List<AutoCloseable> watches, Thread one, Thread two)
      throws Exception {
    one.join();
    two.join();
    for (AutoCloseable watch : watches) {
      watch.close();
    }
    return said;
  }

  private Said finish(ServeProcess server, SplatlasClient client) throws Exception {
    List<AutoCloseable> watches = endCapture(client);
    Said said = server.killAfter(random.nextInt(1_500));
    for (AutoCloseable watch : watches) {
      watch.close();
    }
    return said;
  }

  /** The robots send what is left, and the capture ends. */
  private List<AutoCloseable> endCapture(SplatlasClient client) throws Exception {
    beginLife(client);
    List<AutoCloseable> watches = watch(client);
    left.stop();
    right.stop();
    if (!ended) {
      Thread one = left.begin(client, SCENE);
      Thread two = right.begin(client, SCENE);
      one.join();
      two.join();
      assertEquals(left.sent(), left.acknowledged());
      assertEquals(right.sent(), right.acknowledged());
    }
    client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(SCENE).build());
    ended = true;
    return watches;
  }

  private Said finished(ServeProcess server, SplatlasClient client) throws Exception {
    List<AutoCloseable> watches = endCapture(client);
    finished = Optional.of(awaitFinished(client));
    Said said = server.killAfter(random.nextInt(200));
    for (AutoCloseable watch : watches) {
      watch.close();
    }
    return said;
  }

  private static Scene awaitFinished(SplatlasClient client) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Scene scene = scene(client);
    while (scene.getState() != SceneState.SCENE_STATE_FINISHED) {
      assertTrue(System.nanoTime() < end, "the scene was not finished");
      TimeUnit.MILLISECONDS.sleep(20);
      scene = scene(client);
    }
    return scene;
  }

  /** What a server must know at once of the lives before. */
  private void beginLife(SplatlasClient client) throws InterruptedException {
    Instant time = createdAt(client);
    created.ifPresent(before -> assertEquals(before, time, "the scene is another one"));
    created = Optional.of(time);
    Scene scene = awaitGaussians(client);
    long acknowledged = left.acknowledged() + right.acknowledged();
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
    if (ended) {
      assertTrue(
          scene.getState() != SceneState.SCENE_STATE_CAPTURING, "the end of the capture is lost");
    }
  }

  /** The first status with Gaussians, where there is a checkpoint they come from. */
  private Scene awaitGaussians(SplatlasClient client) throws InterruptedException {
    Scene scene = scene(client);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (checkpoint.isPresent() && (scene.getGaussians() == 0 || scene.getFrames() == 0)) {
      assertTrue(System.nanoTime() < end, "the checkpoint was not taken up");
      TimeUnit.MILLISECONDS.sleep(20);
      scene = scene(client);
    }
    return scene;
  }

  /** Whoever says where training goes on names the newest checkpoint. */
  private void assertGoesOn(Said said) {
    int line = said.last(GOES_ON);
    if (line >= 0) {
      String text = said.lines().get(line);
      long iteration =
          Long.parseLong(text.substring(text.indexOf(GOES_ON) + GOES_ON.length()).split(" ", 2)[0]);
      assertEquals(
          checkpoint.map(newest -> newest.progress().iterations()).orElse(0L),
          iteration,
          "training went on from another checkpoint than the newest");
    }
  }

  private Optional<TrainingCheckpoint> newest() throws IOException {
    return created.isEmpty()
        ? Optional.empty()
        : new BlobCheckpoints(
                new FolderBlobStore(data.resolve("blobs")), SCENE, created.get(), Telemetry.NONE)
            .newest();
  }

  /** Three subscribers resume, two begin with a snapshot. */
  private List<AutoCloseable> watch(SplatlasClient client) throws InterruptedException {
    List<AutoCloseable> watches = new ArrayList<>();
    BlockingQueue<InstanceSnapshot> snapshots = new LinkedBlockingQueue<>();
    for (int i = 0; i < 2; i++) {
      watches.add(watch(client, 0, message -> other(message, snapshots)));
    }
    InstanceSnapshot first = snapshots.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertTrue(first != null, "no snapshot came");
    for (Ledger ledger : ledgers) {
      watches.add(resume(client, ledger, first));
    }
    return watches;
  }

  private static AutoCloseable watch(
      SplatlasClient client, long afterRevision, Consumer<WatchInstancesResponse> sink) {
    return InstanceWatch.start(client, SCENE, afterRevision, sink);
  }

  private AutoCloseable resume(SplatlasClient client, Ledger ledger, InstanceSnapshot first)
      throws InterruptedException {
    BlockingQueue<Long> resumed = new LinkedBlockingQueue<>();
    AutoCloseable watch =
        watch(
            client,
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

  /** A finished scene comes back as it was, without learning anything again. */
  private void lastLife() throws Exception {
    try (ServeProcess server = serve();
        SplatlasClient client = SplatlasClient.connect(server.address)) {
      beginLife(client);
      Scene scene = awaitFinished(client);
      Scene before = finished.orElseThrow();
      assertEquals(before.getIterations(), scene.getIterations());
      assertEquals(before.getRevision(), scene.getRevision());
      assertEquals(before.getGaussians(), scene.getGaussians());
      assertEquals(left.sent() + right.sent(), scene.getFrames());
      assertEquals(scene.getFrames(), scene.getTrainedFrames());
      assertTrue(scene.getInstances() > 0, "instances were found");
      for (AutoCloseable watch : watch(client)) {
        watch.close();
      }
      assertEquals(
          scene.getInstances(),
          client
              .instances()
              .listInstances(
                  ListInstancesRequest.newBuilder().setSceneId(SCENE).setPageSize(1_000).build())
              .getInstancesCount());
      server.terminate();
    }
  }
}
