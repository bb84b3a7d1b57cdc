package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.runtime.DeviceReport;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GaussianLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(6);
  private static final TrainingSettings.Pace PACE =
      new TrainingSettings.Pace(4, 6, 2, 20, 0.2, 0.5, 4, 4, 64 << 20, 4, 0.03);

  private final ActorTestKit kit = Actors.kit();
  private final List<Double> psnr = new CopyOnWriteArrayList<>();
  private final AtomicInteger learnt = new AtomicInteger();
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void trained(
            String scene, int iterations, Duration busy, double loss, double dB, int gaussians) {
          psnr.add(dB);
          learnt.addAndGet(iterations);
        }
      };
  private final TestProbe<TrainerEvent> parent = kit.createTestProbe();
  private final ActorRef<GpuRuntime.Command> runtime = Actors.device(kit);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** What checkpoints a trainer finds and where it puts others. */
  private Checkpoints checkpoints = Checkpoints.NONE;

  private static Optional<LoadedFrame> load(long number) {
    return number <= FRAMES.size() ? Optional.of(FRAMES.get((int) number - 1)) : Optional.empty();
  }

  private ActorRef<Trainer.Command> trainer(
      int iterations, TrainingSettings.Pace pace, FrameLoader loader) {
    TrainingSettings settings =
        new TrainingSettings(SyntheticScene.rates(), TrainingSettings.Growth.DEFAULTS, pace);
    TrainerSetup setup =
        new TrainerSetup(
            "desk",
            new GaussianLayout(0, 0),
            new TrainingSchedule(settings, new SceneOptions(1_000, 0, iterations, 1, true)),
            SeedOptions.DEFAULTS,
            loader,
            SyntheticScene::seeder,
            runtime,
            telemetry,
            checkpoints,
            Duration.ofMillis(1));
    return kit.spawn(Trainer.create(setup, parent.getRef()));
  }

  private <E extends TrainerEvent> E next(Class<E> type, List<TrainerEvent> before) {
    while (true) {
      TrainerEvent event = parent.receiveMessage();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
      before.add(event);
    }
  }

  private <E extends TrainerEvent> E next(Class<E> type) {
    return next(type, new ArrayList<>());
  }

  private long usedMemory() {
    TestProbe<StatusReply<DeviceReport>> probe = kit.createTestProbe();
    runtime.tell(new GpuRuntime.Describe(probe.getRef()));
    return probe.receiveMessage().getValue().memory().used();
  }

  @Test
  void shouldTakeUpFramesAndLearnThem() {
    ActorRef<Trainer.Command> trainer = trainer(120, PACE, TrainerTest::load);
    trainer.tell(new Trainer.FrameReady(3));
    next(TrainerEvent.ModelReady.class);
    assertEquals(1, next(TrainerEvent.FrameTaken.class).taken());
    next(TrainerEvent.Progress.class);
    trainer.tell(new Trainer.FrameReady(6));
    trainer.tell(new Trainer.Finish());
    List<TrainerEvent> events = new ArrayList<>();
    assertEquals(120, next(TrainerEvent.GoalReached.class, events).iterations());
    long taken = events.stream().filter(TrainerEvent.FrameTaken.class::isInstance).count();
    assertEquals(5, taken);
    double before = psnr.subList(0, 3).stream().mapToDouble(v -> v).average().orElseThrow();
    double after =
        psnr.subList(psnr.size() - 3, psnr.size()).stream()
            .mapToDouble(v -> v)
            .average()
            .orElseThrow();
    assertTrue(after > before + 2, before + " dB before, " + after + " dB after");
  }

  @Test
  void shouldPutAllItLearntIntoACheckpointBeforeItRests() {
    List<Long> saved = new CopyOnWriteArrayList<>();
    checkpoints =
        new Checkpoints() {
          @Override
          public Optional<TrainingCheckpoint> newest() {
            return Optional.empty();
          }

          @Override
          public long save(TrainingCheckpoint checkpoint) {
            saved.add(checkpoint.progress().iterations());
            return 1;
          }
        };
    ActorRef<Trainer.Command> trainer = trainer(10_000, PACE, TrainerTest::load);
    trainer.tell(new Trainer.FrameReady(6));
    trainer.tell(new Trainer.Finish());
    next(TrainerEvent.Progress.class);
    TestProbe<Done> rested = kit.createTestProbe();
    trainer.tell(new Trainer.Rest(rested.getRef()));
    rested.receiveMessage(Actors.PATIENCE);
    assertEquals(learnt.get(), saved.getLast());
    trainer.tell(new Trainer.Rest(rested.getRef()));
    rested.receiveMessage(Actors.PATIENCE);
    assertEquals(learnt.get(), saved.getLast(), "nothing is learnt any more");
  }

  @Test
  void shouldFreeTheDeviceWhenItEnds() {
    ActorRef<Trainer.Command> trainer = trainer(120, PACE, TrainerTest::load);
    trainer.tell(new Trainer.FrameReady(3));
    next(TrainerEvent.Progress.class);
    assertTrue(usedMemory() > 0);
    kit.stop(trainer);
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertEquals(0, usedMemory());
          return null;
        });
  }

  @Test
  void shouldGiveTheSameSceneForTheSameFramesAndSeed() {
    assertEquals(progressOfAFinishedCapture(), progressOfAFinishedCapture());
  }

  private List<TrainerEvent.Progress> progressOfAFinishedCapture() {
    ActorRef<Trainer.Command> trainer = trainer(60, PACE, TrainerTest::load);
    trainer.tell(new Trainer.FrameReady(4));
    trainer.tell(new Trainer.Finish());
    List<TrainerEvent> events = new ArrayList<>();
    next(TrainerEvent.GoalReached.class, events);
    kit.stop(trainer);
    return events.stream()
        .filter(TrainerEvent.Progress.class::isInstance)
        .map(TrainerEvent.Progress.class::cast)
        .toList();
  }

  @Test
  void shouldReloadViewsThatDoNotFitTheBudget() {
    AtomicInteger loads = new AtomicInteger();
    TrainingSettings.Pace tight =
        new TrainingSettings.Pace(4, 6, 2, 20, 0.2, 0.5, 4, 4, 1, 4, 0.03);
    ActorRef<Trainer.Command> trainer =
        trainer(
            60,
            tight,
            number -> {
              loads.incrementAndGet();
              return load(number);
            });
    trainer.tell(new Trainer.FrameReady(3));
    trainer.tell(new Trainer.Finish());
    assertEquals(60, next(TrainerEvent.GoalReached.class).iterations());
    assertTrue(loads.get() > 6, loads + " loads");
  }

  @Test
  void shouldLeaveOutAFrameThatCannotBeReadAnyMore() {
    ActorRef<Trainer.Command> trainer =
        trainer(40, PACE, number -> number == 2 ? Optional.empty() : load(number));
    trainer.tell(new Trainer.FrameReady(3));
    assertEquals(2, next(TrainerEvent.FrameLost.class).number());
    assertEquals(3, next(TrainerEvent.FrameTaken.class).frame().number());
  }

  @Test
  void shouldTryAgainWhenTheDiskFailsForAMoment() {
    AtomicInteger failures = new AtomicInteger();
    ActorRef<Trainer.Command> trainer =
        trainer(
            40,
            PACE,
            number -> {
              if (failures.getAndIncrement() < 2) {
                throw new IOException("a bad cable");
              }
              return load(number);
            });
    trainer.tell(new Trainer.FrameReady(1));
    assertEquals(1, next(TrainerEvent.FrameTaken.class).frame().number());
  }

  /** Keeps checkpoints in memory; the newest is what a trainer finds. */
  private static final class Memory implements Checkpoints {
    private final List<TrainingCheckpoint> saved = new CopyOnWriteArrayList<>();
    private volatile boolean full;

    @Override
    public Optional<TrainingCheckpoint> newest() {
      return saved.isEmpty() ? Optional.empty() : Optional.of(saved.getLast());
    }

    @Override
    public long save(TrainingCheckpoint checkpoint) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      saved.add(checkpoint);
      return 1;
    }
  }

  @Test
  void shouldGoOnFromItsNewestCheckpoint() {
    Memory memory = new Memory();
    checkpoints = memory;
    ActorRef<Trainer.Command> first = trainer(120, PACE, TrainerTest::load);
    first.tell(new Trainer.FrameReady(3));
    parent.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertEquals(60, memory.newest().orElseThrow().progress().iterations());
          return null;
        });
    kit.stop(first);
    TrainingCheckpoint kept = memory.newest().orElseThrow();
    assertEquals(3, kept.progress().lastFrame());
    ActorRef<Trainer.Command> second = trainer(120, PACE, TrainerTest::load);
    second.tell(new Trainer.FrameReady(4));
    second.tell(new Trainer.Finish());
    TrainerEvent.ModelReady ready = next(TrainerEvent.ModelReady.class);
    while (ready.from().iterations() == 0) {
      ready = next(TrainerEvent.ModelReady.class);
    }
    assertEquals(60, ready.from().iterations());
    assertEquals(kept.gaussians().count(), ready.gaussians());
    List<TrainerEvent> events = new ArrayList<>();
    assertEquals(120, next(TrainerEvent.GoalReached.class, events).iterations());
    List<Long> taken =
        events.stream()
            .filter(TrainerEvent.FrameTaken.class::isInstance)
            .map(event -> ((TrainerEvent.FrameTaken) event).frame().number())
            .toList();
    assertEquals(List.of(4L), taken);
    long[] before = kept.gaussians().identities();
    second.tell(new Trainer.Conclude());
    assertTrue(next(TrainerEvent.Concluded.class).durable());
    TrainingCheckpoint last = memory.newest().orElseThrow();
    assertTrue(last.progress().complete());
    assertEquals(List.of(1L, 2L, 3L, 4L), numbers(last.progress()));
    long same =
        Arrays.stream(last.gaussians().identities())
            .filter(identity -> Arrays.binarySearch(before, identity) >= 0)
            .count();
    assertTrue(same > before.length / 2, same + " Gaussians of " + before.length);
  }

  private static List<Long> numbers(TrainingProgress progress) {
    return progress.frames().stream().map(TakenFrame::number).toList();
  }

  @Test
  void shouldTrainOnWhenCheckpointsCannotBeWritten() {
    Memory memory = new Memory();
    memory.full = true;
    checkpoints = memory;
    ActorRef<Trainer.Command> trainer = trainer(60, PACE, TrainerTest::load);
    trainer.tell(new Trainer.FrameReady(3));
    trainer.tell(new Trainer.Finish());
    assertEquals(60, next(TrainerEvent.GoalReached.class).iterations());
    trainer.tell(new Trainer.Conclude());
    assertEquals(false, next(TrainerEvent.Concluded.class).durable());
    memory.full = false;
    trainer.tell(new Trainer.Conclude());
    assertTrue(next(TrainerEvent.Concluded.class).durable());
  }
}
