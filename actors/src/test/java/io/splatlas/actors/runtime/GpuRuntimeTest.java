package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpuRuntimeTest {
  private static final JobOwner TRAINER = new JobOwner("desk", "trainer");
  private static final JobOwner VIEWER = new JobOwner("desk", "viewer");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  private final ActorTestKit kit = Actors.kit();
  private final AtomicLong clock = new AtomicLong();
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<String> reported = new CopyOnWriteArrayList<>();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void gpuJob(String priority, Duration waited, Duration busy) {
          reported.add(priority);
          waits.add(waited);
        }
      };

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<GpuRuntime.Command> runtime(GpuRuntimeOptions options) {
    return kit.spawn(
        GpuRuntime.create(
            this::open,
            0,
            options,
            telemetry,
            memory -> {},
            clock::get,
            new Doorbell(new Viewers())),
        GpuRuntime.PROPS);
  }

  private ActorRef<GpuRuntime.Command> runtime() {
    return runtime(GpuRuntimeOptions.DEFAULTS);
  }

  private GpuDevice open() {
    opened.incrementAndGet();
    return ReferenceDevice.create(64L << 20, "test");
  }

  private <T> TestProbe<StatusReply<T>> submit(
      ActorRef<GpuRuntime.Command> runtime, JobClass jobClass, JobOwner owner, GpuJob<T> job) {
    return submit(runtime, jobClass, owner, job, LONG);
  }

  private <T> TestProbe<StatusReply<T>> submit(
      ActorRef<GpuRuntime.Command> runtime,
      JobClass jobClass,
      JobOwner owner,
      GpuJob<T> job,
      Duration deadline) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    runtime.tell(new GpuRuntime.Submit<>(jobClass, owner, job, deadline, probe.getRef()));
    return probe;
  }

  private GpuJob<String> named(String name) {
    return GpuJob.once(
        slice -> {
          ran.add(name);
          return name;
        });
  }

  /** A job whose first slice waits until it is let go, so that others can queue up behind it. */
  private static final class Gate implements GpuJob<String> {
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final int slices;
    private final List<String> ran;
    private int done;

    private Gate(int slices, List<String> ran) {
      this.slices = slices;
      this.ran = ran;
    }

    @Override
    public boolean runSlice(GpuSlice slice) {
      running.countDown();
      await(open);
      ran.add("gate " + done);
      return ++done == slices;
    }

    @Override
    public String result() {
      return "gate";
    }

    private void awaitRunning() {
      await(running);
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Gate gate(ActorRef<GpuRuntime.Command> runtime, int slices) {
    Gate gate = new Gate(slices, ran);
    submit(runtime, JobClass.TRAIN, TRAINER, gate);
    gate.awaitRunning();
    return gate;
  }

  private static SceneProblem problem(StatusReply<?> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError());
  }

  @Test
  void shouldLetAnInteractiveJobOvertakeTrainingAtASliceBoundary() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    Gate training = gate(runtime, 3);
    TestProbe<StatusReply<String>> snapshot =
        submit(runtime, JobClass.SNAPSHOT, TRAINER, named("snapshot"));
    TestProbe<StatusReply<String>> render =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("render"));
    training.open.countDown();
    assertEquals("render", render.receiveMessage().getValue());
    snapshot.receiveMessage();
    assertEquals(List.of("gate 0", "render", "gate 1", "gate 2", "snapshot"), ran);
    assertTrue(reported.containsAll(List.of("interactive", "train", "snapshot")));
  }

  @Test
  void shouldRefuseByNameWhatExceedsAQueue() {
    ActorRef<GpuRuntime.Command> runtime =
        runtime(
            new GpuRuntimeOptions(
                Duration.ofMillis(50),
                Map.of(
                    JobClass.INTERACTIVE, 1,
                    JobClass.LIFT, 1,
                    JobClass.TRAIN, 1,
                    JobClass.SNAPSHOT, 1),
                GpuRuntimeOptions.DEFAULTS.patience(),
                Duration.ZERO));
    Gate training = gate(runtime, 1);
    TestProbe<StatusReply<String>> first =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("first"));
    TestProbe<StatusReply<String>> second =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("second"));
    training.open.countDown();
    SceneProblem refusal = problem(second.receiveMessage());
    assertEquals(SceneProblem.Reason.EXHAUSTED, refusal.reason());
    assertTrue(String.valueOf(refusal.getMessage()).contains("1 interactive"));
    assertEquals("first", first.receiveMessage().getValue());
  }

  @Test
  void shouldAnswerAJobWhoseDeadlinePassedWithoutRunningIt() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    Gate training = gate(runtime, 1);
    submit(
        runtime,
        JobClass.INTERACTIVE,
        VIEWER,
        GpuJob.once(slice -> clock.addAndGet(Duration.ofSeconds(2).toNanos())));
    TestProbe<StatusReply<String>> late =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("late"), Duration.ofSeconds(1));
    TestProbe<StatusReply<String>> patient =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("patient"), LONG);
    training.open.countDown();
    assertEquals("patient", patient.receiveMessage().getValue());
    assertEquals(SceneProblem.Reason.UNAVAILABLE, problem(late.receiveMessage()).reason());
    assertFalse(ran.contains("late"));
  }

  @Test
  void shouldCountAWaitFromWhenAJobCameInNotFromWhenItWasRead() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    clock.set(Duration.ofSeconds(5).toNanos());
    TestProbe<StatusReply<String>> probe = kit.createTestProbe();
    GpuRuntime.Submit<String> submit =
        new GpuRuntime.Submit<>(
            JobClass.INTERACTIVE, VIEWER, named("render"), LONG, probe.getRef());
    runtime.tell(new GpuRuntime.Arrival(submit, Duration.ofSeconds(2).toNanos()));
    assertEquals("render", probe.receiveMessage().getValue());
    assertEquals(List.of(Duration.ofSeconds(3)), waits);
  }

  @Test
  void shouldHurtNobodyElseWhenAJobFails() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    IllegalStateException failure = new IllegalStateException("a bad render");
    TestProbe<StatusReply<String>> failing =
        submit(
            runtime,
            JobClass.INTERACTIVE,
            VIEWER,
            GpuJob.once(
                slice -> {
                  throw failure;
                }));
    TestProbe<StatusReply<String>> next =
        submit(runtime, JobClass.INTERACTIVE, VIEWER, named("next"));
    assertSame(failure, failing.receiveMessage().getError());
    assertEquals("next", next.receiveMessage().getValue());
    assertEquals(1, opened.get());
  }

  private <T> T ask(
      ActorRef<GpuRuntime.Command> runtime, JobOwner owner, Function<GpuSlice, T> work) {
    return submit(runtime, JobClass.TRAIN, owner, GpuJob.once(work)).receiveMessage().getValue();
  }

  private long used(ActorRef<GpuRuntime.Command> runtime) {
    TestProbe<StatusReply<DeviceReport>> probe = kit.createTestProbe();
    runtime.tell(new GpuRuntime.Describe(probe.getRef()));
    return probe.receiveMessage().getValue().memory().used();
  }

  @Test
  void shouldFreeWhatAFailingJobHadMade() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    submit(
            runtime,
            JobClass.TRAIN,
            TRAINER,
            GpuJob.once(
                slice -> {
                  slice.keep(slice.device().allocate(LAYOUT, 1_000));
                  throw new IllegalStateException("after allocating");
                }))
        .receiveMessage();
    assertEquals(0, used(runtime));
  }

  @Test
  void shouldKeepHandlesUntilTheirOwnerIsReleased() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    GaussianSet set =
        ask(runtime, TRAINER, slice -> slice.keep(slice.device().allocate(LAYOUT, 1_000)));
    assertTrue(set.bytes() >= 0);
    ask(runtime, TRAINER, slice -> slice.device().append(set, GaussianBatch.zeros(LAYOUT, 10)));
    assertTrue(used(runtime) > 0);
    Gate training = gate(runtime, 1);
    TestProbe<StatusReply<String>> waiting =
        submit(runtime, JobClass.TRAIN, TRAINER, named("cancelled"));
    TestProbe<StatusReply<String>> other =
        submit(runtime, JobClass.TRAIN, new JobOwner("other", "trainer"), named("other"));
    TestProbe<Done> released = kit.createTestProbe();
    runtime.tell(new GpuRuntime.ReleaseScene("desk", released.getRef()));
    training.open.countDown();
    released.receiveMessage();
    assertEquals(SceneProblem.Reason.UNAVAILABLE, problem(waiting.receiveMessage()).reason());
    assertEquals("other", other.receiveMessage().getValue());
    assertEquals(0, used(runtime));
  }

  @Test
  void shouldRefuseByNameWhatDoesNotFitTheDevice() {
    ActorRef<GpuRuntime.Command> runtime = runtime();
    StatusReply<Integer> reply =
        submit(
                runtime,
                JobClass.TRAIN,
                TRAINER,
                GpuJob.once(
                    slice -> {
                      GaussianSet set = slice.keep(slice.device().allocate(LAYOUT, 9_000_000));
                      return slice.device().append(set, GaussianBatch.zeros(LAYOUT, 4_000_000));
                    }))
            .receiveMessage();
    assertEquals(SceneProblem.Reason.EXHAUSTED, problem(reply).reason());
    assertEquals(0, used(runtime));
  }

  @Test
  void shouldOpenTheDeviceAgainWhenItIsLostAndTellOwners() {
    ActorRef<GpuRuntime.Command> runtime =
        runtime(
            new GpuRuntimeOptions(
                Duration.ofMillis(50),
                GpuRuntimeOptions.DEFAULTS.queueBounds(),
                GpuRuntimeOptions.DEFAULTS.patience(),
                Duration.ofMillis(1)));
    TestProbe<DeviceLost> owner = kit.createTestProbe();
    runtime.tell(new GpuRuntime.OnDeviceLost(TRAINER, owner.getRef()));
    TestProbe<StatusReply<String>> failing =
        submit(
            runtime,
            JobClass.TRAIN,
            TRAINER,
            GpuJob.once(
                slice -> {
                  throw new DeviceLostException("a reset");
                }));
    assertEquals(SceneProblem.Reason.UNAVAILABLE, problem(failing.receiveMessage()).reason());
    assertTrue(owner.receiveMessage().reason().contains("a reset"));
    TestProbe<StatusReply<DeviceReport>> probe = kit.createTestProbe();
    probe.awaitAssert(
        Actors.PATIENCE,
        () -> {
          runtime.tell(new GpuRuntime.Describe(probe.getRef()));
          assertTrue(probe.receiveMessage().isSuccess());
          return null;
        });
    assertEquals(2, opened.get());
    assertEquals(
        "after",
        submit(runtime, JobClass.TRAIN, TRAINER, named("after")).receiveMessage().getValue());
  }
}
