package io.splatlas.actors.train;

import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.JobOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a trainer: finding the one to go on from, when others are taken, how they get
 * to disk. Copying is a job of the device between two steps of training; writing happens beside it,
 * one at a time. One that cannot be written is named in the log and in the metrics, and the next is
 * tried in its time.
 */
final class TrainerCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerCheckpoints.class);
  private static final Duration RETRY_DELAY = Duration.ofMillis(250);
  private static final int MAX_FAILURES = 3;

  private final ActorContext<Trainer.Command> context;
  private final TrainerSetup setup;
  private final TimerScheduler<Trainer.Command> timers;
  private final JobOwner owner;
  private final ActorRef<TrainerEvent> parent;
  private final Aside<Trainer.Command> disk;
  private final CheckpointPace pace;
  private final List<ActorRef<Done>> awaitingRest = new ArrayList<>();
  private Optional<TrainingCheckpoint> from = Optional.empty();
  private boolean found;
  private boolean copying;
  private int failures;

  TrainerCheckpoints(
      ActorContext<Trainer.Command> context,
      TrainerSetup setup,
      TimerScheduler<Trainer.Command> timers,
      JobOwner owner,
      ActorRef<TrainerEvent> parent) {
    this.context = context;
    this.setup = setup;
    this.timers = timers;
    this.owner = owner;
    this.parent = parent;
    this.disk = Aside.on("splatlas.checkpoint-dispatcher", context);
    this.pace = new CheckpointPace(setup.checkpointEvery());
  }

  /** Looks for the newest one; the answer is a message. */
  void find() {
    disk.run(
        () -> new TrainerMessages.Found(setup.checkpoints().newest().filter(this::fits)),
        TrainerMessages.NotFound::new);
  }

  private boolean fits(TrainingCheckpoint checkpoint) {
    boolean fits = checkpoint.gaussians().gaussians().layout().equals(setup.layout());
    if (!fits) {
      LOG.warn(
          "Scene {}: its checkpoint has {}, the scene now {}; it trains again from its frames",
          setup.scene(),
          checkpoint.gaussians().gaussians().layout(),
          setup.layout());
    }
    return fits;
  }

  /** Training begins, from this checkpoint or from nothing. */
  void begin(Optional<TrainingCheckpoint> newest) {
    found = true;
    from = newest;
    from.ifPresent(
        checkpoint -> {
          pace.resumeAt(checkpoint.progress());
          LOG.info(
              "Scene {} goes on at iteration {} with {} Gaussians of {} frames",
              setup.scene(),
              checkpoint.progress().iterations(),
              checkpoint.gaussians().count(),
              checkpoint.progress().frames().size());
        });
    scheduleNext(Duration.ZERO);
  }

  /** Whether it is known what training goes on from. */
  boolean found() {
    return found;
  }

  /** What training goes on from, empty for nothing; until it is {@link #restored}. */
  Optional<TrainingCheckpoint> from() {
    return from;
  }

  /**
   * The Gaussians are on the device: their copy is not kept.
   *
   * @return what they have been through already
   */
  TrainingProgress restored() {
    TrainingProgress before = from.map(TrainingCheckpoint::progress).orElse(TrainingProgress.NONE);
    from = Optional.empty();
    return before;
  }

  private void scheduleNext(Duration took) {
    timers.startSingleTimer(new TrainerMessages.CheckpointDue(), pace.pauseAfter(took));
  }

  /** Everything is done: the next one is the last and is taken as soon as can be. */
  void conclude() {
    pace.conclude();
  }

  /** Nothing more is learnt; {@code replyTo} is told when what was is on disk, or cannot be. */
  void rest(ActorRef<Done> replyTo) {
    pace.rest();
    awaitingRest.add(replyTo);
    if (!found) {
      // Nothing was learnt in this life yet.
      tellRested();
    }
  }

  /** Whether nothing more is to be learnt. */
  boolean resting() {
    return pace.resting();
  }

  /** Says so when there is nothing left to write. */
  void tellRested() {
    if (!copying && !pace.writing()) {
      awaitingRest.forEach(waiting -> waiting.tell(Done.getInstance()));
      awaitingRest.clear();
    }
  }

  /** Whether the device copies one just now: nothing else may change the Gaussians meanwhile. */
  boolean copying() {
    return copying;
  }

  boolean wanted(TrainerState state) {
    return pace.wants(state.plan.iterations(), state.plan.lastFrame());
  }

  void take(SceneModel model, TrainerState state) {
    copying = true;
    pace.taking(state.plan.iterations(), state.plan.lastFrame());
    TrainerJobs.submit(
        context,
        setup.runtime(),
        owner,
        TrainingCheckpoint.class,
        FrameJobs.copy(model, state.progress(pace.last())),
        copy -> new TrainerMessages.CheckpointCopied(copy),
        failure -> new TrainerMessages.CheckpointFailed(failure));
  }

  void on(TrainerMessages.OfCheckpoint message) {
    switch (message) {
      case TrainerMessages.NotFound failed -> notFound(failed.failure());
      case TrainerMessages.FindAgain again -> find();
      case TrainerMessages.CheckpointDue due -> pace.due();
      case TrainerMessages.CheckpointCopied copied -> save(copied.checkpoint());
      case TrainerMessages.CheckpointSaved saved -> saved(saved);
      case TrainerMessages.CheckpointFailed failed -> failed(failed.failure());
    }
  }

  /** A store that fails for a moment must not cost what was learnt. */
  private void notFound(Throwable failure) {
    LOG.error("Scene {}: its checkpoints cannot be read", setup.scene(), failure);
    if (++failures > MAX_FAILURES) {
      throw new TrainingFailure("read the checkpoints", failure);
    }
    timers.startSingleTimer(new TrainerMessages.FindAgain(), RETRY_DELAY);
  }

  private void save(TrainingCheckpoint checkpoint) {
    copying = false;
    LOG.debug(
        "Scene {}: writing the checkpoint of iteration {}",
        setup.scene(),
        checkpoint.progress().iterations());
    disk.run(
        () -> {
          long started = System.nanoTime();
          long bytes = setup.checkpoints().save(checkpoint);
          return new TrainerMessages.CheckpointSaved(
              bytes, Duration.ofNanos(System.nanoTime() - started));
        },
        TrainerMessages.CheckpointFailed::new);
  }

  private void saved(TrainerMessages.CheckpointSaved saved) {
    LOG.debug("Scene {}: the checkpoint of {} bytes is on disk", setup.scene(), saved.bytes());
    setup.telemetry().checkpointed(setup.scene(), saved.bytes(), saved.took());
    ended(saved.took(), true);
  }

  private void failed(Throwable failure) {
    copying = false;
    LOG.error(
        "Scene {}: a checkpoint could not be written; the one before is kept, another is tried"
            + " later",
        setup.scene(),
        failure);
    setup.telemetry().checkpointFailed(setup.scene());
    ended(Duration.ZERO, false);
  }

  private void ended(Duration took, boolean durable) {
    if (pace.ended()) {
      parent.tell(new TrainerEvent.Concluded(durable));
    }
    scheduleNext(took);
  }
}
