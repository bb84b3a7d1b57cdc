package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DistillerTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 3);
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(6);

  private final ActorTestKit kit = Actors.kit();
  private final TestProbe<Distiller.Event> parent = kit.createTestProbe();
  private final AtomicInteger described = new AtomicInteger();
  private final MapMemory maps = new MapMemory(Long.MAX_VALUE);
  private final List<Long> order = new CopyOnWriteArrayList<>();
  private final CountDownLatch teacherFree = new CountDownLatch(1);
  private final ActorRef<GpuRuntime.Command> runtime = Actors.device(kit);
  private final SceneModel model = model();

  @AfterEach
  void stop() {
    teacherFree.countDown();
    kit.shutdownTestKit();
  }

  private SceneModel model() {
    return onDevice(
        slice -> {
          GaussianSet set = slice.keep(slice.device().allocate(LAYOUT, 1_000));
          slice.device().append(set, SyntheticScene.truth(LAYOUT));
          return new SceneModel(set);
        });
  }

  private <T> T onDevice(Function<GpuSlice, T> work) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    runtime.tell(
        new GpuRuntime.Submit<>(
            JobClass.SNAPSHOT,
            new JobOwner("desk", "test"),
            GpuJob.once(work),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage().getValue();
  }

  private GaussianSnapshot snapshot() {
    return onDevice(slice -> slice.device().snapshot(model.set()));
  }

  /** Describes an image by its own colours, when it is let. */
  private final class ColourTeacher implements Teacher {
    private final Teacher colours = SyntheticScene.colourTeacher();

    @Override
    public String name() {
      return colours.name();
    }

    @Override
    public int channels() {
      return colours.channels();
    }

    @Override
    public FeatureMap describe(int width, int height, byte[] rgb) {
      try {
        assertTrue(teacherFree.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      described.incrementAndGet();
      FRAMES.stream()
          .filter(frame -> Arrays.equals(frame.image().rgb(), rgb))
          .forEach(frame -> order.add(frame.number()));
      return colours.describe(width, height, rgb);
    }
  }

  private ActorRef<Distiller.Command> distiller(
      int waiting, long cacheBytes, List<TakenFrame> earlier) {
    return distiller(model, waiting, cacheBytes, earlier);
  }

  private ActorRef<Distiller.Command> distiller(
      SceneModel of, int waiting, long cacheBytes, List<TakenFrame> earlier) {
    return distiller(of, runtime, waiting, cacheBytes, earlier);
  }

  private ActorRef<Distiller.Command> distiller(
      SceneModel of,
      ActorRef<GpuRuntime.Command> on,
      int waiting,
      long cacheBytes,
      List<TakenFrame> earlier) {
    Distiller.Setup setup =
        new Distiller.Setup(
            "desk",
            new DistillSettings(8, 0.2, waiting, cacheBytes, 0, 300, 2, 16),
            maps,
            new ColourTeacher(),
            number -> Optional.of(FRAMES.get((int) number - 1)),
            on,
            Telemetry.NONE);
    return kit.spawn(Distiller.create(setup, of, earlier, 1, parent.getRef()));
  }

  private Distiller.Distilled awaitEnd() {
    while (true) {
      if (parent.receiveMessage() instanceof Distiller.Distilled done) {
        return done;
      }
    }
  }

  private void assertEnd(int lifted, int late) {
    Distiller.Distilled end = awaitEnd();
    assertEquals(model, end.model());
    assertEquals(lifted, end.keyframes());
    assertEquals(late, end.late());
    assertEquals(lifted, end.taught().frames().size());
  }

  @Test
  void shouldLiftKeyframesWhileTheyComeAndAnewAtTheEnd() {
    teacherFree.countDown();
    ActorRef<Distiller.Command> distiller = distiller(8, 1 << 20, List.of());
    FRAMES.forEach(frame -> distiller.tell(new Distiller.FrameTaken(frame, 1)));
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertTrue(snapshot().liftingWeights()[0] > 0);
          return null;
        });
    distiller.tell(new Distiller.Finish());
    assertEnd(6, 0);
    assertEquals(6, described.get());
    GaussianSnapshot lifted = snapshot();
    float[] red = lifted.gaussians().planes()[LAYOUT.featureOffset()];
    float[] green = lifted.gaussians().planes()[LAYOUT.featureOffset() + 1];
    assertTrue(red[0] > green[0], "the left blob is red");
    assertTrue(green[1] > red[1], "the right blob is green");
  }

  /** A device so busy that a job gets one keyframe done before its deadline. */
  private Behavior<GpuRuntime.Command> busyRuntime() {
    return Behaviors.receiveMessage(
        message -> {
          runtime.tell(
              message instanceof GpuRuntime.Submit<?> submit && submit.jobClass() == JobClass.LIFT
                  ? firstSliceOf(submit)
                  : message);
          return Behaviors.same();
        });
  }

  private <T> GpuRuntime.Submit<Optional<T>> firstSliceOf(GpuRuntime.Submit<T> submit) {
    GpuJob<Optional<T>> first =
        GpuJob.once(
            slice ->
                submit.job().runSlice(new Hurried(slice))
                    ? Optional.of(submit.job().result())
                    : Optional.empty());
    ActorRef<StatusReply<Optional<T>>> answer =
        kit.spawn(
            Behaviors.receiveMessage(
                reply -> {
                  submit
                      .replyTo()
                      .tell(
                          reply
                              .getValue()
                              .map(StatusReply::success)
                              .orElse(StatusReply.error("the device was too busy")));
                  return Behaviors.stopped();
                }));
    return new GpuRuntime.Submit<>(
        submit.jobClass(), submit.owner(), first, submit.deadline(), answer);
  }

  /** No time is left. */
  private record Hurried(GpuSlice slice) implements GpuSlice {
    @Override
    public GpuDevice device() {
      return slice.device();
    }

    @Override
    public boolean timeLeft() {
      return false;
    }

    @Override
    public GaussianSet keep(GaussianSet kept) {
      return slice.keep(kept);
    }

    @Override
    public TrainingView keep(TrainingView kept) {
      return slice.keep(kept);
    }

    @Override
    public void release(GaussianSet kept) {
      slice.release(kept);
    }

    @Override
    public void release(TrainingView kept) {
      slice.release(kept);
    }
  }

  /** The first Gaussian's weight when nothing gets in the way. */
  private float liftedOnce() {
    SceneModel other = model();
    ActorRef<Distiller.Command> distiller = distiller(other, 8, 1 << 20, List.of());
    FRAMES.forEach(frame -> distiller.tell(new Distiller.FrameTaken(frame, 1)));
    distiller.tell(new Distiller.Finish());
    awaitEnd();
    return onDevice(slice -> slice.device().snapshot(other.set())).liftingWeights()[0];
  }

  @Test
  void shouldGoOnWhereLiftingAnewRanOutOfTime() {
    teacherFree.countDown();
    ActorRef<GpuRuntime.Command> busy = kit.spawn(busyRuntime());
    ActorRef<Distiller.Command> distiller = distiller(model, busy, 8, 1 << 20, List.of());
    FRAMES.forEach(frame -> distiller.tell(new Distiller.FrameTaken(frame, 1)));
    distiller.tell(new Distiller.Finish());
    assertEnd(6, 0);
    assertEquals(
        liftedOnce(), snapshot().liftingWeights()[0], 1e-3f, "each keyframe is lifted once");
  }

  @Test
  void shouldSayWhenSemanticsAreIncompleteBecauseTheyAreLiftedAnew() {
    teacherFree.countDown();
    ActorRef<Distiller.Command> distiller = distiller(8, 1 << 20, List.of());
    distiller.tell(new Distiller.FrameTaken(FRAMES.getFirst(), 1));
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertTrue(snapshot().liftingWeights()[0] > 0);
          return null;
        });
    float[] once = snapshot().liftingWeights();
    distiller.tell(new Distiller.Trained(300));
    assertEquals(new Distiller.Settled(model, false), parent.receiveMessage());
    assertEquals(new Distiller.Settled(model, true), parent.receiveMessage());
    assertArrayEquals(once, snapshot().liftingWeights(), 1e-4f);
  }

  /** What was lifted before a restart stays, and what comes is lifted by the same projection. */
  @Test
  void shouldGoOnByTheProjectionThatAModelCameBackWith() {
    teacherFree.countDown();
    GaussianLayout narrow = new GaussianLayout(0, 2);
    FeatureProjection by =
        FeatureProjection.onto(
            new float[] {0.5f, 0.5f, 0.5f}, new float[][] {{0, 0.6f, 0.8f}, {1, 0, 0}});
    LoadedFrame first = FRAMES.getFirst();
    SceneModel back =
        onDevice(
            slice -> {
              GaussianSet set = slice.keep(slice.device().allocate(narrow, 1_000));
              slice.device().append(set, SyntheticScene.truth(narrow));
              TrainingImage image = first.image();
              FeatureMap map =
                  SyntheticScene.colourTeacher()
                      .describe(image.width(), image.height(), image.rgb());
              slice.device().lift(set, image.camera(), by.project(map));
              return new SceneModel(set, false, 10, by);
            });
    float[] before = onDevice(slice -> slice.device().snapshot(back.set())).liftingWeights();
    assertTrue(before[0] > 0);
    ActorRef<Distiller.Command> distiller =
        distiller(back, 8, 1 << 20, List.of(TakenFrame.of(first)));
    distiller.tell(new Distiller.AlreadyLifted());
    distiller.tell(new Distiller.FrameTaken(FRAMES.get(1), 1));
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          GaussianSnapshot now = onDevice(slice -> slice.device().snapshot(back.set()));
          assertTrue(now.liftingWeights()[0] > before[0], "on top of what was there");
          return null;
        });
    assertSame(by, onDevice(slice -> back.projection()));
    parent.expectNoMessage(Duration.ZERO);
  }

  @Test
  void shouldLeaveKeyframesForTheEndWhenTheTeacherIsBehind() {
    ActorRef<Distiller.Command> distiller = distiller(1, 1 << 20, List.of());
    FRAMES.forEach(frame -> distiller.tell(new Distiller.FrameTaken(frame, 1)));
    distiller.tell(new Distiller.Finish());
    teacherFree.countDown();
    assertEnd(6, 4);
    assertEquals(6, described.get());
  }

  @Test
  void shouldLetTheFrameGoThatTheOthersCoverBest() {
    ActorRef<Distiller.Command> distiller = distiller(2, 1 << 20, List.of());
    // The first is under way; of the others, the one that came first lies between them.
    for (int index : new int[] {0, 4, 3, 5}) {
      distiller.tell(new Distiller.FrameTaken(FRAMES.get(index), 1));
    }
    distiller.tell(new Distiller.Finish());
    teacherFree.countDown();
    assertEnd(4, 1);
    assertEquals(List.of(1L, 4L, 6L, 5L), order);
  }

  @Test
  void shouldDescribeAgainAtTheEndWhatItCouldNotKeep() {
    teacherFree.countDown();
    ActorRef<Distiller.Command> distiller = distiller(8, 0, List.of());
    FRAMES.forEach(frame -> distiller.tell(new Distiller.FrameTaken(frame, 1)));
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertEquals(6, described.get());
          return null;
        });
    distiller.tell(new Distiller.Finish());
    assertEquals(6, awaitEnd().keyframes());
    assertTrue(described.get() > 6, described + " described");
    assertFalse(snapshot().liftingWeights()[0] == 0);
  }

  @Test
  void shouldDescribeAtTheEndWhatWasTakenUpBeforeItsLife() {
    teacherFree.countDown();
    ActorRef<Distiller.Command> distiller =
        distiller(8, 1 << 20, FRAMES.stream().map(TakenFrame::of).toList());
    distiller.tell(new Distiller.Finish());
    assertEnd(6, 6);
    assertTrue(snapshot().liftingWeights()[0] > 0);
  }
}
