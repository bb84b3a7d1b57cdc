package io.splatlas.actors.train;

import static java.util.Objects.requireNonNull;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.runtime.DeviceLost;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import java.io.IOException;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Learns one scene: takes up durable frames in their order and trains in bursts between them, on
 * the device through {@link GpuRuntime} only.
 *
 * <p>A frame is loaded beside training, seeds new Gaussians where the scene is empty or wrong and
 * joins the views that are drawn from. Frames that wait are numbers, photographs on the device keep
 * to a budget; a robot that sends faster than training only lengthens the backlog. While frames
 * come a scene is trained by so many iterations a frame and then idles; after {@link Finish} to its
 * goal.
 *
 * <p>Deterministic for a seed when all frames are there at the start (a restart, a finished
 * capture): the loop takes frames up and trains bursts in a fixed order and waits for a frame that
 * is due. While frames stream in, how many iterations lie between two of them depends on when they
 * arrive.
 *
 * <p>Stops, for its parent to create it anew, when the device is lost or a step fails several times
 * in a row. Lost then: what was learnt since the newest checkpoint, from which the next one goes
 * on; without any, the Gaussians, which are learnt again from the frames. The optimiser's moments
 * and the images that stereo looks back to always begin anew.
 */
public final class Trainer extends AbstractBehavior<Trainer.Command> {

  /** What a trainer can be told. */
  public sealed interface Command permits Request, Internal {}

  /** What its parent may tell it. */
  public sealed interface Request extends Command {}

  /** Frames up to this number are durable. */
  public record FrameReady(long number) implements Request {}

  /** No more frames will come: train to the goal. */
  public record Finish() implements Request {}

  /** The ids of the last clustering are on the Gaussians: make the last checkpoint. */
  public record Conclude() implements Request {}

  /**
   * The server goes down: put what was learnt into a checkpoint and learn no more. Answers when it
   * is on disk, or could not be written.
   */
  public record Rest(ActorRef<Done> replyTo) implements Request {}

  /** Its own messages. */
  non-sealed interface Internal extends Command {}

  static final Duration RETRY_DELAY = Duration.ofMillis(250);

  private final TrainerSetup setup;
  private final ActorRef<TrainerEvent> parent;
  private final TimerScheduler<Command> timers;
  private final JobOwner owner;
  private final TrainerSteps steps;
  private final TrainerState state;
  private final TrainingPlan plan;
  private final TrainerCheckpoints checkpoints;
  private final FrameIntake intake;
  private final TrainerBursts bursts;
  private final StepFailures failures;

  private @Nullable SceneModel model;
  private boolean busy;

  private Trainer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TrainerSetup setup,
      ActorRef<TrainerEvent> parent) {
    super(context);
    this.setup = setup;
    this.parent = parent;
    this.timers = timers;
    this.owner = new JobOwner(setup.scene(), "trainer");
    this.steps = new TrainerSteps(context, setup.runtime(), owner);
    this.state = new TrainerState(setup.scene(), setup.schedule());
    this.plan = state.plan;
    this.checkpoints = new TrainerCheckpoints(context, setup, timers, owner, parent);
    this.intake = new FrameIntake(setup, steps, state, timers, parent);
    this.bursts = new TrainerBursts(setup, steps, state);
    this.failures = new StepFailures(setup.scene());
    begin();
  }

  /** A trainer that tells {@code parent} of its progress. */
  public static Behavior<Command> create(TrainerSetup setup, ActorRef<TrainerEvent> parent) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Trainer(context, timers, setup, parent)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FrameReady.class, this::onFrameReady)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(Conclude.class, this::onConclude)
        .onMessage(Rest.class, this::onRest)
        .onMessage(TrainerMessages.Found.class, this::onFound)
        .onMessage(TrainerMessages.OfCheckpoint.class, this::onCheckpoint)
        .onMessage(TrainerMessages.Allocated.class, this::onAllocated)
        .onMessage(TrainerMessages.OfIntake.class, this::onIntake)
        .onMessage(TrainerMessages.FrameAdmitted.class, this::onFrameAdmitted)
        .onMessage(TrainerMessages.PosesSettled.class, this::onPosesSettled)
        .onMessage(TrainerMessages.ViewsLoaded.class, this::onViewsLoaded)
        .onMessage(TrainerMessages.BurstDone.class, this::onBurstDone)
        .onMessage(TrainerMessages.ViewsDropped.class, this::onViewsDropped)
        .onMessage(TrainerMessages.StepFailed.class, this::onStepFailed)
        .onMessage(TrainerMessages.TryAgain.class, this::onTryAgain)
        .onMessage(TrainerMessages.Lost.class, this::onLost)
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  private void begin() {
    ActorRef<DeviceLost> losses =
        getContext()
            .messageAdapter(DeviceLost.class, lost -> new TrainerMessages.Lost(lost.reason()));
    setup.runtime().tell(new GpuRuntime.OnDeviceLost(owner, losses));
    checkpoints.find();
  }

  private Behavior<Command> onFound(TrainerMessages.Found found) {
    found.checkpoint().ifPresent(checkpoint -> state.resume(checkpoint.progress()));
    checkpoints.begin(found.checkpoint());
    return proceed();
  }

  private Behavior<Command> onCheckpoint(TrainerMessages.OfCheckpoint message) {
    checkpoints.on(message);
    return proceed();
  }

  private Behavior<Command> onFrameReady(FrameReady ready) {
    plan.frameReady(ready.number());
    return proceed();
  }

  private Behavior<Command> onFinish(Finish finish) {
    plan.endOfCapture();
    return proceed();
  }

  /** Begins the next step of the loop when none is under way, and loads the next frame beside. */
  private Behavior<Command> proceed() {
    if (!checkpoints.found()) {
      return this;
    }
    if (!checkpoints.resting()) {
      intake.prefetch();
    }
    SceneModel present = model;
    if (busy || checkpoints.copying()) {
      return this;
    }
    if (present != null && checkpoints.wanted(state)) {
      checkpoints.take(present, state);
      return this;
    }
    if (checkpoints.resting()) {
      checkpoints.tellRested();
      return this;
    }
    if (present == null) {
      allocate();
      return this;
    }
    switch (plan.next()) {
      case TAKE_UP -> {
        busy = true;
        intake.look(present);
      }
      case SETTLE_POSES -> {
        busy = true;
        intake.settlePoses();
      }
      case TRAIN -> {
        busy = true;
        bursts.begin(present);
      }
      case REACH_GOAL -> reachGoal();
      case WAIT -> {}
    }
    return this;
  }

  private void allocate() {
    busy = true;
    SceneOptions options = setup.schedule().options();
    steps.submit(
        FrameJobs.Allocated.class,
        "allocate",
        checkpoints
            .from()
            .map(there -> FrameJobs.restore(there, options))
            .orElseGet(() -> FrameJobs.allocate(setup.layout(), options)),
        allocated -> new TrainerMessages.Allocated(allocated.model(), allocated.gaussians()));
  }

  private Behavior<Command> onAllocated(TrainerMessages.Allocated allocated) {
    model = allocated.model();
    parent.tell(
        new TrainerEvent.ModelReady(
            allocated.model(), checkpoints.restored(), allocated.gaussians()));
    return done();
  }

  private Behavior<Command> onConclude(Conclude conclude) {
    checkpoints.conclude();
    return proceed();
  }

  private Behavior<Command> onRest(Rest rest) {
    checkpoints.rest(rest.replyTo());
    return proceed();
  }

  private Behavior<Command> onIntake(TrainerMessages.OfIntake message) {
    intake.on(message);
    return proceed();
  }

  private Behavior<Command> onFrameAdmitted(TrainerMessages.FrameAdmitted taken) {
    failures.warnOfMemory(taken.admitted().refusal());
    intake.admitted(taken.seeds());
    return done();
  }

  private Behavior<Command> onPosesSettled(TrainerMessages.PosesSettled settled) {
    plan.settledPoses();
    return done();
  }

  private Behavior<Command> onViewsLoaded(TrainerMessages.ViewsLoaded loaded) {
    if (!bursts.viewsLoaded(requireNonNull(model), loaded)) {
      return onStepFailed(
          new TrainerMessages.StepFailed(
              "load views", new IOException("no drawn frame can be read")));
    }
    return this;
  }

  private Behavior<Command> onBurstDone(TrainerMessages.BurstDone done) {
    TrainingBurst.Report report = done.report();
    state.trained(report);
    failures.warnOfMemory(report.refusal());
    report.tell(setup.telemetry(), setup.scene());
    intake.trained(report.busy());
    parent.tell(new TrainerEvent.Progress(report.total(), report.gaussians(), state.psnr()));
    return done();
  }

  private void reachGoal() {
    busy = true;
    plan.reachedGoal();
    steps.submit(
        Boolean.class,
        "drop views",
        FrameJobs.dropViews(state.resident),
        dropped -> new TrainerMessages.ViewsDropped());
  }

  private Behavior<Command> onViewsDropped(TrainerMessages.ViewsDropped dropped) {
    parent.tell(new TrainerEvent.GoalReached(plan.iterations()));
    return done();
  }

  private Behavior<Command> done() {
    busy = false;
    failures.over();
    return proceed();
  }

  private Behavior<Command> onStepFailed(TrainerMessages.StepFailed failed) {
    switch (failures.judge(failed)) {
      case AGAIN -> timers.startSingleTimer(new TrainerMessages.TryAgain(), RETRY_DELAY);
      case HOPELESS -> {
        parent.tell(new TrainerEvent.Failed(String.valueOf(failed.failure().getMessage())));
        return Behaviors.stopped();
      }
      case TOO_OFTEN -> throw new TrainingFailure(failed.step(), failed.failure());
    }
    return this;
  }

  private Behavior<Command> onTryAgain(TrainerMessages.TryAgain again) {
    busy = false;
    return proceed();
  }

  private Behavior<Command> onLost(TrainerMessages.Lost lost) {
    getContext().getLog().warn("Scene {} trains again: {}", setup.scene(), lost.reason());
    return Behaviors.stopped();
  }

  private Behavior<Command> onEnd() {
    setup.runtime().tell(new GpuRuntime.ReleaseOwner(owner));
    return this;
  }
}
