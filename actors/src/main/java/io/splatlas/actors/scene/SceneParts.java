package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.capture.CaptureEvent;
import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.distill.RememberingTeacher;
import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.query.Querier;
import io.splatlas.actors.refine.Refiner;
import io.splatlas.actors.render.Renderer;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.train.Checkpoints;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.Trainer;
import io.splatlas.actors.train.TrainerEvent;
import io.splatlas.actors.train.TrainerSetup;
import io.splatlas.actors.train.TrainingSchedule;
import io.splatlas.gpu.GaussianLayout;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** How each part of a scene is made, with what it has to know of what went before. */
final class SceneParts {
  private final ActorContext<Scene.Command> context;
  private final SceneManifest manifest;
  private final SceneStore store;
  private final SceneServices services;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final SceneLearning learning;
  private final SceneInstances instances;
  private final Teacher teacher;

  SceneParts(
      ActorContext<Scene.Command> context,
      SceneManifest manifest,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime,
      SceneLearning learning,
      SceneInstances instances) {
    this.context = context;
    this.manifest = manifest;
    this.store = store;
    this.services = services;
    this.runtime = runtime;
    this.learning = learning;
    this.instances = instances;
    this.teacher =
        RememberingTeacher.of(
            services.teacher().get(), store.grids(), services.settings().distilling().gridBytes());
  }

  Behavior<Capture.Command> capture() {
    ActorRef<CaptureEvent> events =
        context.messageAdapter(CaptureEvent.class, SceneMessages.CaptureTold::new);
    return logged(
        Capture.Command.class, services.capture().create(manifest.id(), store.frames(), events));
  }

  Behavior<Trainer.Command> trainer(StoredFrames frames) {
    SceneSettings settings = services.settings();
    TrainerSetup setup =
        new TrainerSetup(
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
    ActorRef<TrainerEvent> events =
        context.messageAdapter(TrainerEvent.class, SceneMessages.TrainerTold::new);
    return logged(Trainer.Command.class, Trainer.create(setup, events));
  }

  /** Where the present trainer goes on from: with the ids that were told last. */
  private Checkpoints checkpoints() {
    return new RelabelledCheckpoints(
        new BlobCheckpoints(
            services.durability().blobs(), manifest.id(), manifest.created(), services.telemetry()),
        instances.history().anchors(),
        instances.history().snapshot());
  }

  Behavior<Distiller.Command> distiller(StoredFrames frames, SceneModel model) {
    Distiller.Setup setup =
        new Distiller.Setup(
            manifest.id(),
            services.settings().distilling(),
            services.maps(),
            teacher,
            frames,
            runtime,
            services.telemetry());
    ActorRef<Distiller.Event> events =
        context.messageAdapter(Distiller.Event.class, SceneMessages.DistillerTold::new);
    return logged(
        Distiller.Command.class,
        Distiller.create(setup, model, learning.taken(), learning.extent, events));
  }

  Behavior<Clusterer.Command> clusterer(SceneModel model) {
    Clusterer.Setup setup =
        new Clusterer.Setup(
            manifest.id(),
            services.settings().clustering(),
            services.finder().get(),
            learning.frames,
            services.photographs(),
            runtime,
            services.telemetry(),
            System::nanoTime);
    ActorRef<Clusterer.Clustered> clusterings =
        context.messageAdapter(Clusterer.Clustered.class, SceneMessages.ClustererTold::new);
    return logged(
        Clusterer.Command.class, Clusterer.create(setup, model, learning.taken(), clusterings));
  }

  Behavior<Refiner.Command> refiner(StoredFrames frames, SceneModel model, Taught taught) {
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
    return Refiner.create(setup, model, taught, events);
  }

  Behavior<Renderer.Command> renderer() {
    return Renderer.create(manifest.id(), services.settings().rendering(), runtime);
  }

  Behavior<Querier.Command> querier() {
    return Querier.create(manifest.id(), services.settings().rendering(), teacher, runtime);
  }

  /** What it logs names the scene, for logs that are read by machines. */
  private <C> Behavior<C> logged(Class<C> commands, Behavior<C> behavior) {
    return Behaviors.withMdc(commands, Map.of("scene", manifest.id()), behavior);
  }
}
