package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.query.Querier;
import io.splatlas.actors.refine.Refiner;
import io.splatlas.actors.render.Renderer;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.train.Checkpoints;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.Trainer;
import io.splatlas.actors.train.TrainingSchedule;
import io.splatlas.gpu.GaussianLayout;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a scene: how each is made, with what it has to be told of what went before, and how
 * often it may be made anew. What is told to a part that is away just now is told by {@link
 * #create} when it comes back.
 */
final class SceneChildren {

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

  private final ActorContext<Scene.Command> context;
  private final SceneManifest manifest;
  private final SceneStore store;
  private final SceneServices services;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final SceneProgress progress;
  private final SceneLearning learning;
  private final SceneInstances instances;
  private final Teacher teacher;
  private final Map<Part, RestartBudget> budgets = new EnumMap<>(Part.class);

  private @Nullable ActorRef<Capture.Command> capture;
  private @Nullable ActorRef<Trainer.Command> trainer;
  private @Nullable ActorRef<Distiller.Command> distiller;
  private @Nullable ActorRef<Clusterer.Command> clusterer;
  private @Nullable ActorRef<Refiner.Command> refiner;
  private @Nullable ActorRef<Renderer.Command> renderer;
  private @Nullable ActorRef<Querier.Command> querier;
  private int created;

  SceneChildren(
      ActorContext<Scene.Command> context,
      SceneManifest manifest,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime,
      SceneProgress progress,
      SceneLearning learning,
      SceneInstances instances) {
    this.context = context;
    this.manifest = manifest;
    this.store = store;
    this.services = services;
    this.runtime = runtime;
    this.progress = progress;
    this.learning = learning;
    this.instances = instances;
    this.teacher = services.teacher().get();
  }

  /** Null while it is away. */
  @Nullable ActorRef<Capture.Command> capture() {
    return capture;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Renderer.Command> renderer() {
    return renderer;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Querier.Command> querier() {
    return querier;
  }

  /** Null while it is away. */
  @Nullable ActorRef<Trainer.Command> trainer() {
    return trainer;
  }

  boolean isTraining() {
    return trainer != null;
  }

  void tell(Capture.Command message) {
    if (capture != null) {
      capture.tell(message);
    }
  }

  void tell(Trainer.Command message) {
    if (trainer != null) {
      trainer.tell(message);
    }
  }

  void tell(Distiller.Command message) {
    if (distiller != null) {
      distiller.tell(message);
    }
  }

  void tell(Clusterer.Command message) {
    if (clusterer != null) {
      clusterer.tell(message);
    }
  }

  /** Makes a part, as far as what it works on is there. */
  void create(Part part) {
    StoredFrames frames = learning.frames;
    SceneModel model = learning.model();
    switch (part) {
      case CAPTURE -> createCapture();
      case RENDERER -> createRenderer();
      case QUERIER -> createQuerier();
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
          createRefiner(frames, model, taught);
        }
      }
    }
  }

  private void createCapture() {
    ActorRef<Capture.Event> events =
        context.messageAdapter(Capture.Event.class, SceneMessages.CaptureTold::new);
    capture =
        child(
            Part.CAPTURE,
            logged(
                Capture.Command.class,
                services.capture().create(manifest.id(), store.frames(), events)));
  }

  private void createTrainer(StoredFrames frames) {
    SceneSettings settings = services.settings();
    Trainer.Setup setup =
        new Trainer.Setup(
            manifest.id(),
            new GaussianLayout(
                manifest.options().shDegree(),
                Math.min(teacher.channels(), settings.distilling().fieldChannels())),
            new TrainingSchedule(settings.training(), manifest.options()),
            settings.seeding(),
            frames,
            services.seeder(),
            runtime,
            services.telemetry(),
            checkpoints(),
            services.durability().checkpointEvery());
    ActorRef<Trainer.Event> events =
        context.messageAdapter(Trainer.Event.class, SceneMessages.TrainerTold::new);
    trainer = child(Part.TRAINER, logged(Trainer.Command.class, Trainer.create(setup, events)));
    tell(new Trainer.FrameReady(progress.newestFrame));
    if (learning.captureFinished) {
      tell(new Trainer.Finish());
    }
  }

  /** Where the present trainer goes on from: with the ids that were told last. */
  private Checkpoints checkpoints() {
    return new RelabelledCheckpoints(
        new BlobCheckpoints(
            services.durability().blobs(), manifest.id(), manifest.created(), services.telemetry()),
        instances.history().anchors(),
        instances.history().snapshot());
  }

  private void createDistiller(StoredFrames frames, SceneModel model) {
    Distiller.Setup setup =
        new Distiller.Setup(
            manifest.id(),
            services.settings().distilling(),
            teacher,
            frames,
            runtime,
            services.telemetry());
    ActorRef<Distiller.Event> events =
        context.messageAdapter(Distiller.Event.class, SceneMessages.DistillerTold::new);
    distiller =
        child(
            Part.DISTILLER,
            logged(
                Distiller.Command.class,
                Distiller.create(setup, model, learning.taken(), learning.extent, events)));
    if (learning.resumed) {
      tell(new Distiller.AlreadyLifted());
    }
    if (learning.trained) {
      tell(new Distiller.Finish());
    }
  }

  private void createClusterer(SceneModel model) {
    Clusterer.Setup setup =
        new Clusterer.Setup(
            manifest.id(),
            services.settings().clustering(),
            services.finder().get(),
            runtime,
            services.telemetry(),
            System::nanoTime);
    ActorRef<Clusterer.Clustered> clusterings =
        context.messageAdapter(Clusterer.Clustered.class, SceneMessages.ClustererTold::new);
    clusterer =
        child(
            Part.CLUSTERER,
            logged(
                Clusterer.Command.class,
                Clusterer.create(setup, model, learning.taken(), clusterings)));
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

  private void createRefiner(StoredFrames frames, SceneModel model, Taught taught) {
    if (refiner != null) {
      context.unwatch(refiner);
      context.stop(refiner);
    }
    Refiner.Setup setup =
        new Refiner.Setup(
            manifest.id(),
            services.settings().refining(),
            learning.rounds.plan(),
            teacher,
            frames,
            runtime,
            services.telemetry());
    ActorRef<Refiner.Refined> events =
        context.messageAdapter(Refiner.Refined.class, SceneMessages.RefinerTold::new);
    refiner = child(Part.REFINER, Refiner.create(setup, model, taught, events));
  }

  /** Refines behind a clustering; false when nothing is to be refined or nobody is there to. */
  boolean refine(int round) {
    ActorRef<Refiner.Command> present = refiner;
    if (present == null || !learning.rounds.refinesBehind(round)) {
      return false;
    }
    present.tell(new Refiner.Refine(round));
    return true;
  }

  /** Lets the clusterer go on, or wait: for complete semantics, and for training to catch up. */
  void settle() {
    tell(new Clusterer.Settled(learning.settled && learning.catchUp.isDone()));
  }

  /** Clusters for the last time again, since the outcome of that could not be recorded. */
  void clusterAgain() {
    if (clusterer != null) {
      context.unwatch(clusterer);
      context.stop(clusterer);
      clusterer = null;
    }
    create(Part.CLUSTERER);
  }

  private void createRenderer() {
    renderer =
        child(
            Part.RENDERER,
            Renderer.create(manifest.id(), services.settings().rendering(), runtime));
  }

  private void createQuerier() {
    querier =
        child(
            Part.QUERIER,
            Querier.create(manifest.id(), services.settings().rendering(), teacher, runtime));
  }

  /** What it logs names the scene, for logs that are read by machines. */
  private <C> Behavior<C> logged(Class<C> commands, Behavior<C> behavior) {
    return Behaviors.withMdc(commands, Map.of("scene", manifest.id()), behavior);
  }

  private <C> ActorRef<C> child(Part part, Behavior<C> behavior) {
    ActorRef<C> child = context.spawn(behavior, part + "-" + created++);
    context.watchWith(child, new SceneMessages.ChildEnded(part, child));
    return child;
  }

  /** Forgets a part that has ended; false when another has taken its place already. */
  boolean forget(Part part, ActorRef<?> child) {
    switch (part) {
      case CAPTURE -> {
        if (child.equals(capture)) {
          capture = null;
          return true;
        }
      }
      case TRAINER -> {
        if (child.equals(trainer)) {
          trainer = null;
          return true;
        }
      }
      case DISTILLER -> {
        if (child.equals(distiller)) {
          distiller = null;
          // What it lifted anew may be incomplete for good; clusterings must not wait for it.
          learning.settled = true;
          settle();
          return true;
        }
      }
      case CLUSTERER -> {
        if (child.equals(clusterer)) {
          clusterer = null;
          return true;
        }
      }
      case REFINER -> {
        if (child.equals(refiner)) {
          refiner = null;
          return true;
        }
      }
      case RENDERER -> {
        if (child.equals(renderer)) {
          renderer = null;
          return true;
        }
      }
      case QUERIER -> {
        if (child.equals(querier)) {
          querier = null;
          return true;
        }
      }
    }
    return false;
  }

  /** How long to wait before a part is made anew, empty when it ended too often. */
  Optional<Duration> pauseBefore(Part part) {
    return budgets
        .computeIfAbsent(part, first -> new RestartBudget())
        .next(services.clock().instant());
  }

  /** Stops the capture, for it to be made anew after a pause. */
  void stopCapture() {
    if (capture != null) {
      context.stop(capture);
    }
  }

  /** Stops what works on a model that is gone. */
  void stopThoseOfTheModel() {
    if (distiller != null) {
      context.stop(distiller);
    }
    if (clusterer != null) {
      context.stop(clusterer);
    }
    if (refiner != null) {
      context.unwatch(refiner);
      context.stop(refiner);
    }
    refiner = null;
    distiller = null;
    clusterer = null;
  }
}
