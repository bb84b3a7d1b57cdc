package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClustererTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private static final List<TakenFrame> FRAMES =
      SyntheticScene.frames(8).stream().map(TakenFrame::of).toList();

  /** Of the photographs of one scene. */
  private static final long BYTES = 8L * 3 * SyntheticScene.WIDTH * SyntheticScene.HEIGHT;

  private static final ClusteringRule EAGER =
      new ClusteringRule(2, 1, Duration.ZERO, 0, Duration.ofHours(1));

  private final ActorTestKit kit = Actors.kit();
  private final TestProbe<Clusterer.Clustered> parent = kit.createTestProbe();
  private final ActorRef<GpuRuntime.Command> runtime = Actors.device(kit);
  private final PhotographMemory memory = new PhotographMemory(BYTES);
  private final SceneModel model = model();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private SceneModel model() {
    TestProbe<StatusReply<SceneModel>> probe = kit.createTestProbe();
    runtime.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN,
            new JobOwner("desk", "test"),
            GpuJob.once(
                slice -> {
                  GaussianSet set = slice.keep(slice.device().allocate(LAYOUT, 1_000));
                  slice.device().append(set, SyntheticScene.truth(LAYOUT));
                  return new SceneModel(set);
                }),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage().getValue();
  }

  private ActorRef<Clusterer.Command> clusterer(InstanceFinder finder) {
    return clusterer(finder, null);
  }

  private ActorRef<Clusterer.Command> clusterer(
      InstanceFinder finder, @Nullable FrameLoader photographs) {
    Clusterer.Setup setup =
        new Clusterer.Setup(
            "desk",
            EAGER,
            watched(finder),
            photographs,
            memory,
            runtime,
            Telemetry.NONE,
            System::nanoTime);
    return kit.spawn(Clusterer.create(setup, model, List.of(), parent.getRef()));
  }

  private InstanceFinder watched(InstanceFinder finder) {
    return input -> {
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        return finder.find(input);
      } finally {
        running.decrementAndGet();
      }
    };
  }

  private static ClusteringResult oneCluster(ClusteringInput input) {
    int n = input.snapshot().count();
    return new ClusteringResult(new int[n], new float[n], new boolean[1], new float[] {1});
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldClusterOneAtATimeAndTakeInAllThatCameMeanwhile() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            input -> {
              begun.countDown();
              await(go);
              return oneCluster(input);
            });
    clusterer.tell(new Clusterer.Trained(1));
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(0)));
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(1)));
    await(begun);
    FRAMES.subList(2, 8).forEach(frame -> clusterer.tell(new Clusterer.FrameTaken(frame)));
    go.countDown();
    assertEquals(2, parent.receiveMessage().basedOnFrame());
    Clusterer.Clustered second = parent.receiveMessage();
    assertEquals(8, second.basedOnFrame());
    assertEquals(FRAMES.get(7).captureTime(), second.lastSeen());
    assertEquals(model, second.model());
    assertFalse(second.last());
    assertEquals(1, mostAtOnce.get());
  }

  @Test
  void shouldWaitWhileSemanticsAreLiftedAnew() {
    ActorRef<Clusterer.Command> clusterer = clusterer(ClustererTest::oneCluster);
    clusterer.tell(new Clusterer.Settled(false));
    clusterer.tell(new Clusterer.Trained(1));
    FRAMES.forEach(frame -> clusterer.tell(new Clusterer.FrameTaken(frame)));
    clusterer.tell(new Clusterer.Settled(true));
    assertEquals(8, parent.receiveMessage().basedOnFrame());
  }

  @Test
  void shouldClusterForTheLastTimeWhenToldAndThenNoMore() {
    ActorRef<Clusterer.Command> clusterer = clusterer(ClustererTest::oneCluster);
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.getFirst()));
    clusterer.tell(new Clusterer.Finish());
    assertTrue(parent.receiveMessage().last());
    clusterer.tell(new Clusterer.Trained(1_000));
    parent.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void shouldGoOnAfterAClusteringThatFailed() {
    AtomicInteger calls = new AtomicInteger();
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            input -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("a degenerate cloud");
              }
              return oneCluster(input);
            });
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(0)));
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(1)));
    clusterer.tell(new Clusterer.Trained(1));
    assertEquals(2, parent.receiveMessage().basedOnFrame(), "it is tried once more");
    assertEquals(2, calls.get());
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(2)));
    assertEquals(3, parent.receiveMessage().basedOnFrame());
  }

  @Test
  void shouldEndWhenTheLastClusteringFailsTwice() {
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            input -> {
              throw new IllegalStateException("always");
            });
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.get(0)));
    clusterer.tell(new Clusterer.Finish());
    parent.expectTerminated(clusterer);
  }

  /** The two blobs, a part of the Gaussians with the other one's cluster. */
  private static ClusteringResult mixedUp(ClusteringInput input) {
    int n = input.snapshot().count();
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 8 == 0 ? 1 : i % 2;
    }
    return new ClusteringResult(labels, new float[n], new boolean[2], new float[2]);
  }

  private static int wrong(Clusterer.Clustered clustered) {
    int[] labels = clustered.result().labels();
    int wrong = 0;
    for (int i = 0; i < labels.length; i++) {
      wrong += labels[i] == i % 2 ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void shouldDistilTheClustersThatAreWaitedForThroughThePhotographs() {
    List<LoadedFrame> photographs = SyntheticScene.frames(8);
    ActorRef<Clusterer.Command> clusterer =
        clusterer(ClustererTest::mixedUp, number -> Optional.of(photographs.get((int) number - 1)));
    FRAMES.forEach(frame -> clusterer.tell(new Clusterer.FrameTaken(frame)));
    clusterer.tell(new Clusterer.Finish());
    Clusterer.Clustered last = parent.receiveMessage();
    while (!last.last()) {
      assertEquals(15, wrong(last), "nobody waits for it");
      last = parent.receiveMessage();
    }
    assertTrue(wrong(last) <= 10, "wrong: " + wrong(last));
  }

  @Test
  void shouldKeepClustersAsTheyWereFoundWhenAPhotographCannotBeRead() {
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            ClustererTest::mixedUp,
            number -> {
              throw new IOException("the disk is gone");
            });
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.getFirst()));
    clusterer.tell(new Clusterer.Finish());
    assertEquals(15, wrong(parent.receiveMessage()));
  }

  @Test
  void shouldLookAtPhotographsWhenNoOtherSceneHoldsThem() {
    AtomicInteger loaded = new AtomicInteger();
    List<LoadedFrame> photographs = SyntheticScene.frames(8);
    CountDownLatch found = new CountDownLatch(1);
    PhotographMemory.Share ofAnother = memory.ask(BYTES);
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            input -> {
              found.countDown();
              return mixedUp(input);
            },
            number -> {
              loaded.incrementAndGet();
              return Optional.of(photographs.get((int) number - 1));
            });
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.getFirst()));
    clusterer.tell(new Clusterer.Finish());
    await(found);
    parent.expectNoMessage(Duration.ofMillis(200));
    assertEquals(0, loaded.get(), "another scene's fill the memory");
    ofAnother.close();
    assertTrue(parent.receiveMessage().last());
    assertEquals(1, loaded.get());
    assertEquals(0, memory.used(), "given back");
  }

  @Test
  void shouldGiveBackItsTurnWhenItIsStopped() {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ActorRef<Clusterer.Command> clusterer =
        clusterer(
            ClustererTest::mixedUp,
            number -> {
              loading.countDown();
              await(go);
              return Optional.empty();
            });
    clusterer.tell(new Clusterer.FrameTaken(FRAMES.getFirst()));
    clusterer.tell(new Clusterer.Finish());
    await(loading);
    assertEquals(BYTES / 8, memory.used());
    kit.stop(clusterer);
    assertEquals(0, memory.used());
    go.countDown();
  }
}
