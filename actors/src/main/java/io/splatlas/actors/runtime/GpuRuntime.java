package io.splatlas.actors.runtime;

import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GpuDevice;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The only owner of the device. Runs the jobs of all scenes on a thread of its own, a slice at a
 * time, in the order of {@link JobQueues}; between two slices it reads its mailbox, and {@link
 * Courtesy} cuts a slice short, so an interactive job waits for one step of another job. Books
 * every handle on its owner and closes it with the owner.
 *
 * <p>Lost when the device fails or this actor restarts: everything on the device. Jobs that wait
 * are answered UNAVAILABLE and whoever registered with {@link OnDeviceLost} is told to restore.
 */
public final class GpuRuntime extends AbstractBehavior<GpuRuntime.Command> {

  /** What the runtime can be told. */
  public sealed interface Command permits Request, Internal {}

  /** What others may tell it. */
  public sealed interface Request extends Command {}

  /**
   * Hands in a job; exactly one answer follows. Fails with a {@link SceneProblem}: EXHAUSTED when
   * too many jobs of the class wait, UNAVAILABLE when its deadline passes, its owner is released or
   * the device is lost; otherwise with what the job threw.
   *
   * @param deadline for the job to be done, from its arrival; looked at between slices
   */
  public record Submit<T>(
      JobClass jobClass,
      JobOwner owner,
      GpuJob<T> job,
      Duration deadline,
      ActorRef<StatusReply<T>> replyTo)
      implements Request {}

  /** Drops the waiting jobs of an owner and closes its handles. */
  public record ReleaseOwner(JobOwner owner) implements Request {}

  /** Releases all owners of a scene. */
  public record ReleaseScene(String scene, ActorRef<Done> replyTo) implements Request {}

  /** Asks to be told when what an owner had on the device is lost, until the owner is released. */
  public record OnDeviceLost(JobOwner owner, ActorRef<DeviceLost> listener) implements Request {}

  /** Asks what the device is; fails with UNAVAILABLE while there is none. */
  public record Describe(ActorRef<StatusReply<DeviceReport>> replyTo) implements Request {}

  sealed interface Internal extends Command {}

  /**
   * A job and when it came in, nanoseconds of the clock: this actor reads its mailbox between
   * slices only, and a job has waited since it came.
   */
  record Arrival(Submit<?> submit, long since) implements Internal {}

  private enum RunSlice implements Internal {
    NEXT
  }

  private enum OpenDevice implements Internal {
    AGAIN
  }

  /** How to spawn the runtime: on a thread of its own. */
  public static final Props PROPS = DispatcherSelector.fromConfig("splatlas.gpu-dispatcher");

  private final Supplier<GpuDevice> openDevice;
  private final int index;
  private final GpuRuntimeOptions options;
  private final Telemetry telemetry;
  private final Consumer<DeviceMemory> memoryReports;
  private final LongSupplier clock;
  private final Courtesy courtesy;
  private final TimerScheduler<Command> timers;
  private final JobQueues<QueuedJob<?>> queues;
  private final Map<JobOwner, Handles> held = new HashMap<>();
  private final Map<JobOwner, ActorRef<DeviceLost>> listeners = new HashMap<>();
  private @Nullable GpuDevice device;
  private boolean sliceScheduled;

  private GpuRuntime(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Supplier<GpuDevice> openDevice,
      int index,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      Consumer<DeviceMemory> memoryReports,
      LongSupplier clock,
      Doorbell doorbell) {
    super(context);
    this.courtesy = new Courtesy(doorbell, clock);
    this.index = index;
    this.memoryReports = memoryReports;
    this.timers = timers;
    this.openDevice = openDevice;
    this.options = options;
    this.telemetry = telemetry;
    this.clock = clock;
    this.queues = new JobQueues<>(options);
    device = openDevice.get();
    getContext().getLog().info("GPU runtime on {}", device.info());
    reportUse();
  }

  /**
   * A runtime; spawn it with {@link #PROPS}.
   *
   * @param openDevice opens the device, again after it was lost; what it throws on the first call
   *     ends the actor
   */
  public static Behavior<Command> create(
      Supplier<GpuDevice> openDevice, GpuRuntimeOptions options, Telemetry telemetry) {
    return create(openDevice, options, telemetry, System::nanoTime);
  }

  /** As above with a clock of nanoseconds. */
  public static Behavior<Command> create(
      Supplier<GpuDevice> openDevice,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      LongSupplier clock) {
    return create(
        openDevice, 0, options, telemetry, memory -> {}, clock, new Doorbell(new Viewers()));
  }

  /**
   * As above; one of several, see {@link GpuRuntimes}.
   *
   * @param index of the device in telemetry
   * @param memoryReports is told the device's memory beside telemetry
   * @param doorbell rings for interactive jobs that lie in the mailbox
   */
  static Behavior<Command> create(
      Supplier<GpuDevice> openDevice,
      int index,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      Consumer<DeviceMemory> memoryReports,
      LongSupplier clock,
      Doorbell doorbell) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new GpuRuntime(
                        context,
                        timers,
                        openDevice,
                        index,
                        options,
                        telemetry,
                        memoryReports,
                        clock,
                        doorbell)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Submit.class, submit -> onArrival(new Arrival(submit, clock.getAsLong())))
        .onMessage(Arrival.class, this::onArrival)
        .onMessage(RunSlice.class, this::onRunSlice)
        .onMessage(ReleaseOwner.class, this::onReleaseOwner)
        .onMessage(ReleaseScene.class, this::onReleaseScene)
        .onMessage(OnDeviceLost.class, this::onOnDeviceLost)
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(OpenDevice.class, this::onOpenDevice)
        .onSignal(PostStop.class, signal -> onStop())
        .onSignal(PreRestart.class, signal -> onRestart())
        .build();
  }

  private Behavior<Command> onArrival(Arrival arrival) {
    Submit<?> submit = arrival.submit();
    if (submit.jobClass() == JobClass.INTERACTIVE) {
      courtesy.met(arrival.since());
    }
    QueuedJob<?> job = new QueuedJob<>(submit, arrival.since());
    if (device == null) {
      job.fail(unavailable("the device was lost and is being opened again; try again"));
    } else if (!queues.offer(submit.jobClass(), job)) {
      job.fail(
          new SceneProblem(
              SceneProblem.Reason.EXHAUSTED,
              "%d %s jobs already wait for the device; try again later"
                  .formatted(options.queueBound(submit.jobClass()), submit.jobClass().label())));
    }
    scheduleSlice();
    return this;
  }

  private Behavior<Command> onRunSlice(RunSlice next) {
    sliceScheduled = false;
    dropExpired();
    if (!standsAside()) {
      QueuedJob<?> job = queues.poll();
      if (job != null && device != null) {
        runSliceOf(job, device);
      }
    }
    scheduleSlice();
    return this;
  }

  /** A device of its own computes elsewhere: nobody is helped when it waits. */
  private boolean standsAside() {
    if (queues.waiting(JobClass.INTERACTIVE) > 0 || device == null || device.info().ownsMemory()) {
      return false;
    }
    try {
      return courtesy.standAside();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void runSliceOf(QueuedJob<?> job, GpuDevice on) {
    try {
      boolean done = job.runSlice(sliceFor(job, on), clock.getAsLong(), clock);
      courtesy.ran(job.jobClass(), job.lastSlice().toNanos());
      telemetry.gpuSlice(index, job.jobClass().label(), job.lastSlice());
      if (done) {
        finish(job);
      } else {
        queues.requeue(job.jobClass(), job);
      }
    } catch (DeviceLostException | LinkageError lost) {
      loseDevice(job, on, lost);
    } catch (RuntimeException | AssertionError failure) {
      failJob(job, failure);
    }
  }

  private SliceContext sliceFor(QueuedJob<?> job, GpuDevice on) {
    Handles ofOwner = held.computeIfAbsent(job.owner(), owner -> new Handles());
    return new SliceContext(
        on,
        job.handles(),
        ofOwner,
        clock,
        options.sliceTarget().toNanos(),
        courtesy.cutsShort(job.jobClass()));
  }

  private void finish(QueuedJob<?> job) {
    job.handles().moveTo(held.computeIfAbsent(job.owner(), owner -> new Handles()));
    telemetry.gpuJob(job.jobClass().label(), job.waited(), job.longestSlice());
    reportUse();
    job.succeed();
  }

  private void failJob(QueuedJob<?> job, Throwable failure) {
    if (!(failure instanceof SceneProblem)) {
      getContext().getLog().warn("A {} job of {} failed", job.jobClass(), job.owner(), failure);
    }
    job.handles().closeAll();
    reportUse();
    job.fail(
        failure instanceof DeviceMemoryException full
            ? new SceneProblem(SceneProblem.Reason.EXHAUSTED, String.valueOf(full.getMessage()))
            : failure);
  }

  private void dropExpired() {
    long now = clock.getAsLong();
    for (QueuedJob<?> job : queues.removeIf(waiting -> waiting.expired(now))) {
      abandon(
          job,
          "the device was too busy: a %s job was not done within %d ms; try again"
              .formatted(job.jobClass().label(), job.deadline().toMillis()));
    }
  }

  private void abandon(QueuedJob<?> job, String reason) {
    job.handles().closeAll();
    job.fail(unavailable(reason));
  }

  private Behavior<Command> onReleaseOwner(ReleaseOwner release) {
    release(release.owner()::equals);
    return this;
  }

  private Behavior<Command> onReleaseScene(ReleaseScene release) {
    release(owner -> owner.scene().equals(release.scene()));
    release.replyTo().tell(Done.getInstance());
    return this;
  }

  private void release(Predicate<JobOwner> released) {
    for (QueuedJob<?> job : queues.removeIf(waiting -> released.test(waiting.owner()))) {
      abandon(job, "the scene's " + job.owner().part() + " was stopped");
    }
    held.entrySet()
        .removeIf(
            entry -> {
              boolean closes = released.test(entry.getKey());
              if (closes) {
                entry.getValue().closeAll();
              }
              return closes;
            });
    listeners.keySet().removeIf(released);
    reportUse();
  }

  private Behavior<Command> onOnDeviceLost(OnDeviceLost register) {
    listeners.put(register.owner(), register.listener());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    GpuDevice present = device;
    describe
        .replyTo()
        .tell(
            present == null
                ? StatusReply.error(unavailable("the device was lost and is being opened again"))
                : StatusReply.success(new DeviceReport(present.info(), present.memory())));
    return this;
  }

  private void loseDevice(QueuedJob<?> job, GpuDevice lost, Throwable failure) {
    getContext()
        .getLog()
        .error("The device is lost; scenes train again from their frames", failure);
    String reason = "the device was lost: " + failure.getMessage();
    telemetry.deviceLost(index);
    telemetry.deviceScenes(index, 0);
    device = null;
    held.clear();
    closeLost(lost);
    job.fail(unavailable(reason));
    for (QueuedJob<?> waiting : queues.removeIf(any -> true)) {
      waiting.fail(unavailable(reason));
    }
    listeners.values().forEach(listener -> listener.tell(new DeviceLost(reason)));
    timers.startSingleTimer(OpenDevice.AGAIN, options.reopenDelay());
  }

  private void closeLost(GpuDevice lost) {
    try {
      lost.close();
    } catch (RuntimeException failure) {
      getContext().getLog().warn("The lost device did not close", failure);
    }
  }

  private Behavior<Command> onOpenDevice(OpenDevice again) {
    try {
      GpuDevice opened = openDevice.get();
      device = opened;
      getContext().getLog().info("GPU runtime again on {}", opened.info());
      reportUse();
    } catch (RuntimeException failure) {
      getContext()
          .getLog()
          .error("The device does not open; next try in {}", options.reopenDelay(), failure);
      timers.startSingleTimer(OpenDevice.AGAIN, options.reopenDelay());
    }
    return this;
  }

  private Behavior<Command> onRestart() {
    listeners.values().forEach(listener -> listener.tell(new DeviceLost("the GPU runtime failed")));
    return onStop();
  }

  private Behavior<Command> onStop() {
    for (QueuedJob<?> job : queues.removeIf(any -> true)) {
      abandon(job, "the GPU runtime stops");
    }
    held.values().forEach(Handles::closeAll);
    held.clear();
    GpuDevice present = device;
    device = null;
    if (present != null) {
      present.close();
    }
    return this;
  }

  private void scheduleSlice() {
    if (!sliceScheduled && !queues.isEmpty()) {
      sliceScheduled = true;
      getContext().getSelf().tell(RunSlice.NEXT);
    }
  }

  private void reportUse() {
    GpuDevice present = device;
    if (present != null) {
      DeviceMemory memory = present.memory();
      memoryReports.accept(memory);
      telemetry.deviceMemory(index, memory.used(), memory.cap());
      telemetry.deviceScenes(
          index, (int) held.keySet().stream().map(JobOwner::scene).distinct().count());
    }
  }

  private static SceneProblem unavailable(String message) {
    return new SceneProblem(SceneProblem.Reason.UNAVAILABLE, message);
  }
}
