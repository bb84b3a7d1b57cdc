package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.query.Querier;
import io.splatlas.actors.refine.Refiner;
import io.splatlas.actors.render.Renderer;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.Trainer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a scene: which are there, what they are told, and how often each may be made anew.
 * What is told to a part that is away just now is told by {@link #create} when it comes back.
 */
final class SceneChildren {
  private static final Duration CAPTURE_DEADLINE = Duration.ofMinutes(1);

  /** A part of a scene; one actor at a time. */
  enum Part {
    CAPTURE,
    TRAINER,
    DISTILLER,
    CLUSTERER,
    REFINER,
    RENDERER,
    QUERIER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where a part is, or is not just now. */
  private final class Place<C> {
    private final Part part;
    private final RestartBudget budget = new RestartBudget();
    private @Nullable ActorRef<C> actor;

    Place(Part part) {
      this.part = part;
      places.put(part, this);
    }

    void tell(C message) {
      if (actor != null) {
        actor.tell(message);
      }
    }

    void fill(Behavior<C> behavior) {
      ActorRef<C> child = context.spawn(behavior, part + "-" + created++);
      context.watchWith(child, new SceneMessages.ChildEnded(part, child));
      actor = child;
    }

    /** Stops the part; its end is a message. */
    void stop() {
      if (actor != null) {
        context.stop(actor);
      }
    }

    /** Stops the part and forgets it at once; its end is no message. */
    void clear() {
      if (actor != null) {
        context.unwatch(actor);
        context.stop(actor);
        actor = null;
      }
    }
  }

  private final ActorContext<Scene.Command> context;
  private final SceneParts parts;
  private final SceneProgress progress;
  private final SceneLearning learning;
  private final InstantSource clock;
  private final Map<Part, Place<?>> places = new EnumMap<>(Part.class);
  private final Place<Capture.Command> capture = new Place<>(Part.CAPTURE);
  private final Place<Trainer.Command> trainer = new Place<>(Part.TRAINER);
  private final Place<Distiller.Command> distiller = new Place<>(Part.DISTILLER);
  private final Place<Clusterer.Command> clusterer = new Place<>(Part.CLUSTERER);
  private final Place<Refiner.Command> refiner = new Place<>(Part.REFINER);
  private final Place<Renderer.Command> renderer = new Place<>(Part.RENDERER);
  private final Place<Querier.Command> querier = new Place<>(Part.QUERIER);
  private int created;

  SceneChildren(
      ActorContext<Scene.Command> context,
      SceneParts parts,
      SceneProgress progress,
      SceneLearning learning,
      InstantSource clock) {
    this.context = context;
    this.parts = parts;
    this.progress = progress;
    this.learning = learning;
    this.clock = clock;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Capture.Command> capture() {
    return capture.actor;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Renderer.Command> renderer() {
    return renderer.actor;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Querier.Command> querier() {
    return querier.actor;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Trainer.Command> trainer() {
    return trainer.actor;
  }

  boolean isTraining() {
    return trainer.actor != null;
  }

  void tell(Capture.Command message) {
    capture.tell(message);
  }

  void tell(Trainer.Command message) {
    trainer.tell(message);
  }

  void tell(Distiller.Command message) {
    distiller.tell(message);
  }

  void tell(Clusterer.Command message) {
    clusterer.tell(message);
  }

  /** Makes a part, as far as what it works on is there. */
  void create(Part part) {
    StoredFrames frames = learning.frames;
    SceneModel model = learning.model();
    switch (part) {
      case CAPTURE -> capture.fill(parts.capture());
      case RENDERER -> renderer.fill(parts.renderer());
      case QUERIER -> querier.fill(parts.querier());
      case TRAINER -> {
        if (frames != null) {
          createTrainer(frames);
        }
      }
      case DISTILLER -> {
        if (frames != null && model != null) {
          createDistiller(frames, model);
        }
      }
      case CLUSTERER -> {
        if (model != null) {
          createClusterer(model);
        }
      }
      case REFINER -> {
        Taught taught = learning.rounds.taught();
        if (frames != null && model != null && taught != null) {
          refiner.clear();
          refiner.fill(parts.refiner(frames, model, taught));
        }
      }
    }
  }

  private void createTrainer(StoredFrames frames) {
    trainer.fill(parts.trainer(frames));
    tell(new Trainer.FrameReady(progress.newestFrame));
    if (learning.captureFinished) {
      tell(new Trainer.Finish());
    }
  }

  private void createDistiller(StoredFrames frames, SceneModel model) {
    distiller.fill(parts.distiller(frames, model));
    if (learning.resumed) {
      tell(new Distiller.AlreadyLifted());
    }
    if (learning.trained) {
      tell(new Distiller.Finish());
    }
  }

  private void createClusterer(SceneModel model) {
    clusterer.fill(parts.clusterer(model));
    settle();
    tell(new Clusterer.Trained(progress.iterations));
    if (learning.distilled) {
      clusterNextRound();
    }
  }

  /** Clusters for the next round of clustering and refining; the last one is final. */
  void clusterNextRound() {
    SceneRounds rounds = learning.rounds;
    tell(rounds.isLast() ? new Clusterer.Finish() : new Clusterer.Round(rounds.next()));
  }

  /** Refines behind a clustering; false when nothing is to be refined or nobody is there to. */
  boolean refine(int round) {
    if (refiner.actor == null || !learning.rounds.refinesBehind(round)) {
      return false;
    }
    refiner.tell(new Refiner.Refine(round));
    return true;
  }

  /** Lets the clusterer go on, or wait: for complete semantics, and for training to catch up. */
  void settle() {
    tell(new Clusterer.Settled(learning.settled && learning.catchUp.isDone()));
  }

  /** Clusters for the last time again, since the outcome of that could not be recorded. */
  void clusterAgain() {
    clusterer.clear();
    create(Part.CLUSTERER);
  }

  /** Takes no more frames; that all under way are answered is a message. */
  void finishCapture() {
    ActorRef<Capture.Command> present = capture.actor;
    if (present != null) {
      context.ask(
          Done.class,
          present,
          CAPTURE_DEADLINE,
          Capture.Finish::new,
          (done, failure) -> new SceneMessages.CaptureFinished());
    }
  }

  /** Forgets a part that has ended; false when another has taken its place already. */
  boolean forget(Part part, ActorRef<?> child) {
    Place<?> place = places.get(part);
    if (place == null || !child.equals(place.actor)) {
      return false;
    }
    place.actor = null;
    if (part == Part.DISTILLER) {
      // What it lifted anew may be incomplete for good; clusterings must not wait for it.
      learning.settled = true;
      settle();
    }
    return true;
  }

  /** How long to wait before a part is made anew, empty when it ended too often. */
  Optional<Duration> pauseBefore(Part part) {
    return Optional.ofNullable(places.get(part))
        .flatMap(place -> place.budget.next(clock.instant()));
  }

  /** Stops the capture, for it to be made anew after a pause. */
  void stopCapture() {
    capture.stop();
  }

  /** Stops what describes and refines, and lets go of what they remember: all is learnt. */
  void stopThoseWhoDescribe() {
    distiller.clear();
    refiner.clear();
    learning.rounds.end();
  }

  /** Stops what works on a model that is gone. */
  void stopThoseOfTheModel() {
    distiller.stop();
    clusterer.stop();
    refiner.clear();
    distiller.actor = null;
    clusterer.actor = null;
  }
}
