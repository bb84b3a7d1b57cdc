package io.splatlas.actors.train;

import static java.util.Objects.requireNonNull;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.DeviceLost;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.SeedRequest;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.ViewData;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
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

  /** What it tells its parent. */
  public sealed interface Event {}

  /**
   * The scene is on the device; a model of before is void.
   *
   * @param from what the model has been through already
   * @param gaussians on the device
   */
  public record ModelReady(SceneModel model, TrainingProgress from, int gaussians)
      implements Event {}

  /**
   * A frame has been taken up.
   *
   * @param frame with its image, to be looked at soon and not kept
   * @param taken frames taken up so far
   * @param backlog frames that wait
   * @param extent of the scene, metres
   */
  public record FrameTaken(LoadedFrame frame, int taken, int backlog, double extent)
      implements Event {}

  /** A frame can no longer be read and is left out. */
  public record FrameLost(long number, int backlog) implements Event {}

  /**
   * A burst is done.
   *
   * @param iterations of the scene so far
   * @param gaussians now
   * @param psnr dB, running mean over about the last hundred iterations
   */
  public record Progress(long iterations, int gaussians, double psnr) implements Event {}

  /** Training is done. */
  public record GoalReached(long iterations) implements Event {}

  /** The last checkpoint is written, or could not be. */
  public record Concluded(boolean durable) implements Event {}

  /** Training cannot go on and trying again would not help; the trainer has stopped. */
  public record Failed(String reason) implements Event {}

  /** Its own messages. */
  non-sealed interface Internal extends Command {}

  /**
   * What a trainer works with.
   *
   * @param scene id
   * @param layout of its Gaussians
   * @param schedule what is trained when
   * @param seedOptions how to seed; bound and seed are replaced per frame
   * @param loader of frames
   * @param seeder makes a seeder, used by one thread at a time
   * @param runtime the device's
   * @param telemetry is told of bursts, backlog and checkpoints
   * @param checkpoints where to go on from and what to write to
   * @param checkpointEvery time between two of them at least
   */
  public record Setup(
      String scene,
      GaussianLayout layout,
      TrainingSchedule schedule,
      SeedOptions seedOptions,
      FrameLoader loader,
      Supplier<Seeder> seeder,
      ActorRef<GpuRuntime.Command> runtime,
      Telemetry telemetry,
      Checkpoints checkpoints,
      Duration checkpointEvery) {}

  private static final Duration RETRY_DELAY = Duration.ofMillis(250);
  private static final int MAX_FAILURES = 3;

  private final Setup setup;
  private final ActorRef<Event> parent;
  private final TimerScheduler<Command> timers;
  private final Aside<Command> decoding;
  private final JobOwner owner;
  private final Seeder seeder;
  private final TrainerState state;
  private final TrainingPlan plan;
  private final TrainerCheckpoints checkpoints;

  private @Nullable SceneModel model;
  private @Nullable LoadedFrame nextFrame;

  /** The next frame as it is taken up, its exposure taken out. */
  private @Nullable LoadedFrame takingUp;

  private boolean busy;
  private boolean loadPaused;
  private final Deque<Long> untrained = new ArrayDeque<>();
  private long takingUpSince;

  /** Number of the newest frame taken up since the start; 0 = none. */
  private long newestTaken;

  private boolean memoryRefused;
  private int failures;
  private boolean lookedForCheckpoints;
  private Optional<TrainingCheckpoint> from = Optional.empty();

  private Trainer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Setup setup,
      ActorRef<Event> parent) {
    super(context);
    this.setup = setup;
    this.parent = parent;
    this.timers = timers;
    this.decoding = Aside.on("splatlas.decode-dispatcher", context);
    this.owner = new JobOwner(setup.scene(), "trainer");
    this.seeder = setup.seeder().get();
    this.state = new TrainerState(setup.schedule());
    this.plan = state.plan;
    this.checkpoints = new TrainerCheckpoints(context, setup, timers, owner, parent);
    begin();
  }

  /** A trainer that tells {@code parent} of its progress. */
  public static Behavior<Command> create(Setup setup, ActorRef<Event> parent) {
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
        .onMessage(TrainerMessages.Loaded.class, this::onLoaded)
        .onMessage(TrainerMessages.LoadFailed.class, this::onLoadFailed)
        .onMessage(TrainerMessages.LoadAgain.class, this::onLoadAgain)
        .onMessage(TrainerMessages.Looked.class, this::onLooked)
        .onMessage(TrainerMessages.Seeded.class, this::onSeeded)
        .onMessage(TrainerMessages.FrameAdmitted.class, this::onFrameAdmitted)
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
    lookedForCheckpoints = true;
    from = found.checkpoint();
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
    if (!lookedForCheckpoints) {
      return this;
    }
    if (!checkpoints.resting()) {
      prefetch();
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
      allocate(from);
      return this;
    }
    switch (plan.next()) {
      case TAKE_UP -> look(present, requireNonNull(nextFrame));
      case TRAIN -> loadViews();
      case REACH_GOAL -> reachGoal();
      case WAIT -> {}
    }
    return this;
  }

  private void allocate(Optional<TrainingCheckpoint> checkpoint) {
    busy = true;
    SceneOptions options = setup.schedule().options();
    submit(
        FrameJobs.Allocated.class,
        "allocate",
        checkpoint
            .map(there -> FrameJobs.restore(there, options))
            .orElseGet(() -> FrameJobs.allocate(setup.layout(), options)),
        allocated -> new TrainerMessages.Allocated(allocated.model(), allocated.gaussians()));
  }

  private Behavior<Command> onAllocated(TrainerMessages.Allocated allocated) {
    model = allocated.model();
    TrainingProgress before = from.map(TrainingCheckpoint::progress).orElse(TrainingProgress.NONE);
    // The Gaussians are on the device: their copy is not kept.
    from = Optional.empty();
    parent.tell(new ModelReady(allocated.model(), before, allocated.gaussians()));
    return done();
  }

  private Behavior<Command> onConclude(Conclude conclude) {
    checkpoints.conclude();
    return proceed();
  }

  private Behavior<Command> onRest(Rest rest) {
    checkpoints.rest(rest.replyTo());
    if (!lookedForCheckpoints) {
      // Nothing was learnt in this life yet.
      checkpoints.tellRested();
    }
    return proceed();
  }

  private void prefetch() {
    if (loadPaused) {
      return;
    }
    plan.load()
        .ifPresent(
            number ->
                decoding.run(
                    () -> new TrainerMessages.Loaded(number, load(number)),
                    failure -> new TrainerMessages.LoadFailed(number, failure)));
  }

  private Optional<LoadedFrame> load(long number) throws IOException {
    boolean useDepth = setup.schedule().options().useDepth();
    return setup.loader().load(number).map(frame -> useDepth ? frame : frame.withoutDepth());
  }

  private Behavior<Command> onLoaded(TrainerMessages.Loaded loaded) {
    nextFrame = loaded.frame().orElse(null);
    plan.loaded(nextFrame != null);
    if (nextFrame == null) {
      parent.tell(new FrameLost(loaded.number(), plan.backlog()));
    }
    return proceed();
  }

  /** A disk that fails for a moment must not cost a durable frame. */
  private Behavior<Command> onLoadFailed(TrainerMessages.LoadFailed failed) {
    getContext()
        .getLog()
        .atWarn()
        .addKeyValue("frame", failed.number())
        .setCause(failed.failure())
        .log("Scene {}: frame {} does not load", setup.scene(), failed.number());
    plan.loadFailed();
    loadPaused = true;
    timers.startSingleTimer(new TrainerMessages.LoadAgain(), RETRY_DELAY);
    return this;
  }

  private Behavior<Command> onLoadAgain(TrainerMessages.LoadAgain again) {
    loadPaused = false;
    return proceed();
  }

  private void look(SceneModel present, LoadedFrame frame) {
    busy = true;
    takingUpSince = System.nanoTime();
    submit(
        FrameJobs.Present.class,
        "look at frame " + frame.number(),
        FrameJobs.look(present, frame.image().camera()),
        view -> new TrainerMessages.Looked(view));
  }

  private Behavior<Command> onLooked(TrainerMessages.Looked looked) {
    LoadedFrame frame = state.compensated(requireNonNull(nextFrame), looked.present().view());
    takingUp = frame;
    TrainingSchedule schedule = setup.schedule();
    SeedOptions options =
        setup
            .seedOptions()
            .with(
                schedule.seeds(looked.present().gaussians(), plan.frames()),
                schedule.frameSeed(frame.number()));
    SeedRequest request =
        new SeedRequest(
            frame.image(),
            looked.present().view(),
            state.stereoImages(),
            frame.points(),
            frame.pointColours(),
            setup.layout(),
            options);
    decoding.run(
        () -> new TrainerMessages.Seeded(seeder.seed(request)),
        failure -> new TrainerMessages.StepFailed("seed frame " + frame.number(), failure));
    return this;
  }

  private Behavior<Command> onSeeded(TrainerMessages.Seeded seeded) {
    LoadedFrame frame = requireNonNull(takingUp);
    submit(
        FrameJobs.Admitted.class,
        "take up frame " + frame.number(),
        FrameJobs.admit(
            requireNonNull(model),
            state.resident,
            frame.number(),
            state.view(frame),
            seeded.seeds().batch()),
        admitted -> new TrainerMessages.FrameAdmitted(seeded.seeds(), admitted));
    return this;
  }

  private Behavior<Command> onFrameAdmitted(TrainerMessages.FrameAdmitted taken) {
    LoadedFrame frame = requireNonNull(takingUp);
    takingUp = null;
    nextFrame = null;
    state.tookUp(frame, taken.seeds());
    warnOfMemory(taken.admitted().refusal());
    setup.telemetry().backlog(setup.scene(), plan.backlog());
    tell(frame.number(), FrameStep.TAKEN_UP, Duration.ofNanos(System.nanoTime() - takingUpSince));
    untrained.addLast(frame.number());
    newestTaken = Math.max(newestTaken, frame.number());
    parent.tell(new FrameTaken(frame, plan.frames(), plan.backlog(), state.extent.metres()));
    return done();
  }

  private void loadViews() {
    busy = true;
    long[] draws = state.draw();
    long[] absent =
        Arrays.stream(draws)
            .distinct()
            .filter(number -> !state.resident.contains(number))
            .toArray();
    if (absent.length == 0) {
      train(draws, Map.of());
    } else {
      decoding.run(
          () -> new TrainerMessages.ViewsLoaded(draws, loadAll(absent)),
          failure -> new TrainerMessages.StepFailed("load views", failure));
    }
  }

  private Map<Long, ViewData> loadAll(long[] numbers) throws IOException {
    Map<Long, ViewData> loaded = new HashMap<>();
    for (long number : numbers) {
      load(number)
          .ifPresent(frame -> loaded.put(number, state.view(state.exposures.compensated(frame))));
    }
    return loaded;
  }

  private Behavior<Command> onViewsLoaded(TrainerMessages.ViewsLoaded loaded) {
    long[] usable =
        Arrays.stream(loaded.draws())
            .filter(
                number -> state.resident.contains(number) || loaded.missing().containsKey(number))
            .toArray();
    boolean others = state.forget(gone(loaded.draws(), usable));
    if (usable.length == 0 && others) {
      loadViews();
      return this;
    }
    if (usable.length == 0) {
      return onStepFailed(
          new TrainerMessages.StepFailed(
              "load views", new IOException("no drawn frame can be read")));
    }
    train(usable, loaded.missing());
    return this;
  }

  /** Draws whose frames were thinned out, or can no longer be read. */
  private static long[] gone(long[] draws, long[] usable) {
    return Arrays.stream(draws)
        .distinct()
        .filter(number -> Arrays.stream(usable).noneMatch(there -> there == number))
        .toArray();
  }

  private void train(long[] draws, Map<Long, ViewData> missing) {
    submit(
        TrainingBurst.Report.class,
        "train",
        new TrainingBurst(
            requireNonNull(model),
            state,
            draws,
            missing,
            setup.schedule(),
            plan.finishing(),
            state.extent.metres(),
            plan.frames(),
            newestTaken),
        report -> new TrainerMessages.BurstDone(report));
  }

  private Behavior<Command> onBurstDone(TrainerMessages.BurstDone done) {
    TrainingBurst.Report report = done.report();
    state.trained(report);
    warnOfMemory(report.refusal());
    setup
        .telemetry()
        .trained(
            setup.scene(),
            report.iterations(),
            report.busy(),
            report.loss(),
            report.psnr(),
            report.gaussians());
    if (!Double.isNaN(report.newestPsnr())) {
      setup.telemetry().newestFramesTrained(setup.scene(), report.newestPsnr());
    }
    untrained.forEach(number -> tell(number, FrameStep.TRAINED, report.busy()));
    untrained.clear();
    parent.tell(new Progress(report.total(), report.gaussians(), state.psnr()));
    return done();
  }

  private void tell(long number, FrameStep step, Duration took) {
    setup.telemetry().frameStep(setup.scene(), number, step, took);
  }

  private void warnOfMemory(String refusal) {
    if (!refusal.isEmpty() && !memoryRefused) {
      memoryRefused = true;
      getContext()
          .getLog()
          .warn("Scene {} stops growing before its cap: {}", setup.scene(), refusal);
    }
  }

  private void reachGoal() {
    busy = true;
    plan.reachedGoal();
    submit(
        Boolean.class,
        "drop views",
        FrameJobs.dropViews(state.resident),
        dropped -> new TrainerMessages.ViewsDropped());
  }

  private Behavior<Command> onViewsDropped(TrainerMessages.ViewsDropped dropped) {
    parent.tell(new GoalReached(plan.iterations()));
    return done();
  }

  private Behavior<Command> done() {
    busy = false;
    failures = 0;
    return proceed();
  }

  /**
   * Tries again what a passing shortage stopped; gives up on a scene that does not fit the device;
   * otherwise fails itself after some attempts.
   */
  private Behavior<Command> onStepFailed(TrainerMessages.StepFailed failed) {
    SceneProblem.Reason reason =
        failed.failure() instanceof SceneProblem problem ? problem.reason() : null;
    failures += reason == SceneProblem.Reason.UNAVAILABLE ? 0 : 1;
    getContext()
        .getLog()
        .warn(
            "Scene {}: {} failed ({} in a row)",
            setup.scene(),
            failed.step(),
            failures,
            failed.failure());
    if (failures > MAX_FAILURES && reason == SceneProblem.Reason.EXHAUSTED) {
      parent.tell(new Failed(String.valueOf(failed.failure().getMessage())));
      return Behaviors.stopped();
    }
    if (failures > MAX_FAILURES) {
      throw new TrainingFailure(failed.step(), failed.failure());
    }
    timers.startSingleTimer(new TrainerMessages.TryAgain(), RETRY_DELAY);
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

  private <T> void submit(
      Class<T> type, String step, GpuJob<T> job, Function<T, Command> onSuccess) {
    TrainerJobs.submit(
        getContext(),
        setup.runtime(),
        owner,
        type,
        job,
        onSuccess,
        failure -> new TrainerMessages.StepFailed(step, failure));
  }
}
