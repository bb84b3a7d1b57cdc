package io.splatlas.actors.train;

import static java.util.Objects.requireNonNull;

import io.splatlas.actors.seed.SeedRequest;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.actors.telemetry.FrameStep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up a trainer's frames in their order: the next one is loaded beside training; when its turn
 * comes, the scene is rendered from where it was taken, seeded where it is empty or wrong, and the
 * frame joins the views. Belongs to the trainer's actor.
 */
final class FrameIntake {
  private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);

  private final TrainerSetup setup;
  private final TrainerSteps steps;
  private final TrainerState state;
  private final TrainingPlan plan;
  private final TimerScheduler<Trainer.Command> timers;
  private final ActorRef<TrainerEvent> parent;
  private final Seeder seeder;
  private final Deque<Long> untrained = new ArrayDeque<>();

  private @Nullable LoadedFrame nextFrame;

  /** The next frame as it is learnt from. */
  private @Nullable LoadedFrame takingUp;

  /** Instances that it shows. */
  private Set<Integer> inView = Set.of();

  private boolean loadPaused;
  private long takingUpSince;

  FrameIntake(
      TrainerSetup setup,
      TrainerSteps steps,
      TrainerState state,
      TimerScheduler<Trainer.Command> timers,
      ActorRef<TrainerEvent> parent) {
    this.setup = setup;
    this.steps = steps;
    this.state = state;
    this.plan = state.plan;
    this.timers = timers;
    this.parent = parent;
    this.seeder = setup.seeder().get();
  }

  /** Loads the next frame, if there is one and none is loaded. */
  void prefetch() {
    if (loadPaused) {
      return;
    }
    plan.load()
        .ifPresent(
            number ->
                steps.aside(
                    () -> new TrainerMessages.Loaded(number, load(number)),
                    failure -> new TrainerMessages.LoadFailed(number, failure)));
  }

  private Optional<LoadedFrame> load(long number) throws IOException {
    return setup.load(number).map(state::arrived);
  }

  /** Adjusts the poses of all frames, beside the device. */
  void settlePoses() {
    steps.aside(
        () -> {
          state.poses.settle();
          return new TrainerMessages.PosesSettled();
        },
        "settle poses");
  }

  /** An outcome of what was begun here. */
  void on(TrainerMessages.OfIntake message) {
    switch (message) {
      case TrainerMessages.Loaded loaded -> loaded(loaded);
      case TrainerMessages.LoadFailed failed -> loadFailed(failed);
      case TrainerMessages.LoadAgain again -> loadPaused = false;
      case TrainerMessages.Looked looked -> looked(looked);
      case TrainerMessages.Seeded seeded -> seeded(seeded);
    }
  }

  private void loaded(TrainerMessages.Loaded loaded) {
    nextFrame = loaded.frame().orElse(null);
    plan.loaded(nextFrame != null);
    if (nextFrame == null) {
      parent.tell(new TrainerEvent.FrameLost(loaded.number(), plan.backlog()));
    }
  }

  /** A disk that fails for a moment must not cost a durable frame. */
  private void loadFailed(TrainerMessages.LoadFailed failed) {
    LOG.atWarn()
        .addKeyValue("frame", failed.number())
        .setCause(failed.failure())
        .log("Scene {}: frame {} does not load", setup.scene(), failed.number());
    plan.loadFailed();
    loadPaused = true;
    timers.startSingleTimer(new TrainerMessages.LoadAgain(), Trainer.RETRY_DELAY);
  }

  /** The turn of the frame that is loaded: what does the scene show from there? */
  void look(SceneModel model) {
    LoadedFrame frame = requireNonNull(nextFrame);
    takingUpSince = System.nanoTime();
    steps.submit(
        FrameJobs.Present.class,
        "look at frame " + frame.number(),
        FrameJobs.look(model, frame.image().camera()),
        view -> new TrainerMessages.Looked(model, view));
  }

  /** Seeds where what is there is empty or wrong. */
  private void looked(TrainerMessages.Looked looked) {
    FrameJobs.Present present = looked.present();
    LoadedFrame frame = state.takingUp(requireNonNull(nextFrame), present.view());
    takingUp = frame;
    inView = InView.of(present.view());
    SeedRequest request = state.seeding(frame, present, setup.layout(), setup.seedOptions());
    steps.aside(
        () -> new TrainerMessages.Seeded(looked.model(), seeder.seed(request)),
        "seed frame " + frame.number());
  }

  /** Brings the frame and its seeds to the device. */
  private void seeded(TrainerMessages.Seeded seeded) {
    Seeds seeds = seeded.seeds();
    LoadedFrame frame = requireNonNull(takingUp);
    steps.submit(
        FrameJobs.Admitted.class,
        "take up frame " + frame.number(),
        FrameJobs.admit(
            seeded.model(), state.resident, frame.number(), state.view(frame), seeds.batch()),
        admitted -> new TrainerMessages.FrameAdmitted(seeds, admitted));
  }

  /** The frame is taken up. */
  void admitted(Seeds seeds) {
    LoadedFrame frame = requireNonNull(takingUp);
    takingUp = null;
    nextFrame = null;
    state.tookUp(frame, seeds);
    setup.telemetry().backlog(setup.scene(), plan.backlog());
    tell(frame.number(), FrameStep.TAKEN_UP, Duration.ofNanos(System.nanoTime() - takingUpSince));
    untrained.addLast(frame.number());
    parent.tell(
        new TrainerEvent.FrameTaken(
            frame, plan.frames(), plan.backlog(), state.extent.metres(), inView));
  }

  /** The first burst since frames were taken up is done. */
  void trained(Duration busy) {
    untrained.forEach(number -> tell(number, FrameStep.TRAINED, busy));
    untrained.clear();
  }

  private void tell(long number, FrameStep step, Duration took) {
    setup.telemetry().frameStep(setup.scene(), number, step, took);
  }
}
