package io.splatlas.actors.runtime;

import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GpuDevice;
import java.time.Duration;
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

/**
 * The only owner of the device. Runs the jobs of all scenes on a thread of its own, a slice at a
 * time, in the order of {@link WaitingJobs}; between two slices it reads its mailbox, and {@link
 * Courtesy} cuts a slice short, so an interactive job waits for one step of another job. {@link
 * Holdings} books every handle on its owner and closes it with the owner.
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
  static final Props PROPS = DispatcherSelector.fromConfig("splatlas.gpu-dispatcher");

  private final GpuRuntimeOptions options;
  private final Telemetry telemetry;
  private final LongSupplier clock;
  private final Courtesy courtesy;
  private final TimerScheduler<Command> timers;
  private final WaitingJobs waiting;
  private final Holdings holdings = new Holdings();
  private final DeviceSlot slot;
  private boolean sliceScheduled;

  private GpuRuntime(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DeviceSlot slot,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      LongSupplier clock,
      Doorbell doorbell) {
    super(context);
    this.timers = timers;
    this.slot = slot;
    this.options = options;
    this.telemetry = telemetry;
    this.clock = clock;
    this.courtesy = new Courtesy(doorbell, clock);
    this.waiting = new WaitingJobs(options);
    DeviceInfo opened = slot.open();
    context.getLog().info("GPU runtime on {}", opened);
    tellUse();
  }

  /**
   * A runtime, one of those of {@link GpuRuntimes}; spawn it with {@link #PROPS}.
   *
   * @param openDevice opens the device, again after it was lost; what it throws on the first call
   *     ends the actor
   * @param index of the device in telemetry
   * @param memoryReports is told the device's memory beside telemetry
   * @param clock nanoseconds
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
                        new DeviceSlot(openDevice, index, telemetry, memoryReports),
                        options,
                        telemetry,
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
    if (slot.device() == null) {
      job.refuse("the device was lost and is being opened again; try again");
    } else {
      waiting.add(job);
    }
    scheduleSlice();
    return this;
  }

  private Behavior<Command> onRunSlice(RunSlice next) {
    sliceScheduled = false;
    waiting.dropExpired(clock.getAsLong());
    if (!standsAside()) {
      QueuedJob<?> job = waiting.next();
      GpuDevice device = slot.device();
      if (job != null && device != null) {
        runSliceOf(job, device);
      }
    }
    scheduleSlice();
    return this;
  }

  /** A device of its own computes elsewhere: nobody is helped when it waits. */
  private boolean standsAside() {
    GpuDevice device = slot.device();
    if (waiting.hasInteractive() || device == null || device.info().ownsMemory()) {
      return false;
    }
    try {
      return courtesy.standAside();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void runSliceOf(QueuedJob<?> job, GpuDevice device) {
    try {
      boolean done = job.runSlice(sliceFor(job, device), clock.getAsLong(), clock);
      courtesy.ran(job.jobClass(), job.lastSlice().toNanos());
      slot.ran(job);
      if (done) {
        finish(job);
      } else {
        waiting.addAgain(job);
      }
    } catch (DeviceLostException | LinkageError lost) {
      loseDevice(job, lost);
    } catch (RuntimeException | AssertionError failure) {
      failJob(job, failure);
    }
  }

  private SliceContext sliceFor(QueuedJob<?> job, GpuDevice device) {
    return new SliceContext(
        device,
        job.handles(),
        holdings.of(job.owner()),
        clock,
        options.sliceTarget().toNanos(),
        courtesy.cutsShort(job.jobClass()));
  }

  private void finish(QueuedJob<?> job) {
    job.handles().moveTo(holdings.of(job.owner()));
    telemetry.gpuJob(job.jobClass().label(), job.waited(), job.longestSlice());
    tellUse();
    job.succeed();
  }

  private void failJob(QueuedJob<?> job, Throwable failure) {
    if (!(failure instanceof SceneProblem)) {
      getContext().getLog().warn("A {} job of {} failed", job.jobClass(), job.owner(), failure);
    }
    job.handles().closeAll();
    tellUse();
    job.fail(
        failure instanceof DeviceMemoryException full
            ? new SceneProblem(SceneProblem.Reason.EXHAUSTED, String.valueOf(full.getMessage()))
            : failure);
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
    waiting.dropThoseOf(released);
    holdings.release(released);
    tellUse();
  }

  private Behavior<Command> onOnDeviceLost(OnDeviceLost register) {
    holdings.listen(register.owner(), register.listener());
    return this;
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe.replyTo().tell(slot.describe());
    return this;
  }

  private void loseDevice(QueuedJob<?> job, Throwable failure) {
    getContext()
        .getLog()
        .error("The device is lost; scenes train again from their frames", failure);
    String reason = "the device was lost: " + failure.getMessage();
    holdings.forgetAll();
    slot.lose();
    job.refuse(reason);
    waiting.refuseAll(reason);
    holdings.tellLost(reason);
    timers.startSingleTimer(OpenDevice.AGAIN, options.reopenDelay());
  }

  private Behavior<Command> onOpenDevice(OpenDevice again) {
    try {
      DeviceInfo opened = slot.open();
      getContext().getLog().info("GPU runtime again on {}", opened);
      tellUse();
    } catch (RuntimeException failure) {
      getContext()
          .getLog()
          .error("The device does not open; next try in {}", options.reopenDelay(), failure);
      timers.startSingleTimer(OpenDevice.AGAIN, options.reopenDelay());
    }
    return this;
  }

  private Behavior<Command> onRestart() {
    holdings.tellLost("the GPU runtime failed");
    return onStop();
  }

  private Behavior<Command> onStop() {
    waiting.abandonAll("the GPU runtime stops");
    holdings.closeAll();
    slot.close();
    return this;
  }

  private void scheduleSlice() {
    if (!sliceScheduled && !waiting.isEmpty()) {
      sliceScheduled = true;
      getContext().getSelf().tell(RunSlice.NEXT);
    }
  }

  private void tellUse() {
    slot.tellUse(holdings.scenes());
  }
}
