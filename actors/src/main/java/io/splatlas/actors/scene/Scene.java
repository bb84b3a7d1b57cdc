package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.render.Renderer;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.Trainer;
import io.splatlas.actors.train.TrainingSchedule;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.RenderOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The scene entity: owns lifecycle, children and the instance registry. Failures of asks are {@code
 * SceneProblem}s.
 *
 * <p>Reads its manifest first, then runs the capture; when the frame log is open, the trainer; when
 * there is a model on the device, a distiller and a clusterer of that model. A child that ends is
 * created anew after a pause; one that ends too often fails the scene, which then still answers.
 *
 * <p>Lost on restart: the Gaussians (learnt again from the durable frames), the instances with
 * their ids and revisions, and subscriptions, which are told to come again. Frames, options and the
 * end of the capture are durable. A finished scene is finishing again until it is trained again.
 */
public final class Scene extends AbstractBehavior<Scene.Command> {

  /** What a scene can be asked. */
  public sealed interface Command permits Request, InternalCommand {}

  /** What others may ask. */
  public sealed interface Request extends Command {}

  /** Asks for the present statistics. */
  public record GetStatus(ActorRef<StatusReply<SceneStatus>> replyTo) implements Request {}

  /** Ends the capture; idempotent. */
  public record Finish(ActorRef<StatusReply<SceneStatus>> replyTo) implements Request {}

  /** Opens a capture stream; an older stream of the same robot is superseded. */
  public record OpenCapture(
      String robotId, @Nullable CameraModel camera, ActorRef<StatusReply<CaptureSession>> replyTo)
      implements Request {}

  /** Hands in a frame; exactly one answer follows. */
  public record SubmitFrame(
      String robotId, long session, PosedFrame frame, ActorRef<FrameAnswer> replyTo)
      implements Request {}

  /**
   * Asks for instances.
   *
   * @param afterId answers only ids beyond it, 0 for all
   * @param limit at most this many
   */
  public record ListInstances(
      int afterId, int limit, ActorRef<StatusReply<InstanceFeed.Snapshot>> replyTo)
      implements Request {}

  /** Asks for one instance, dead ones included. */
  public record GetInstance(int id, ActorRef<StatusReply<Instance>> replyTo) implements Request {}

  /**
   * Subscribes an actor to instance changes until it stops or unsubscribes.
   *
   * @param afterRevision resume behind it; 0 = a snapshot first
   */
  public record Subscribe(long afterRevision, ActorRef<InstanceFeed> subscriber)
      implements Request {}

  /** Ends a subscription. */
  public record Unsubscribe(ActorRef<InstanceFeed> subscriber) implements Request {}

  /** Renders a view, before any training slice that waits. */
  public record Render(
      Camera camera, RenderOptions options, ActorRef<StatusReply<SceneRender>> replyTo)
      implements Request {}

  /** Asks for a consistent copy of Gaussians and instances. */
  public record Export(ActorRef<StatusReply<SceneExport>> replyTo) implements Request {}

  /** The scene's own messages. */
  non-sealed interface InternalCommand extends Command {}

  /** Ends the scene because it is deleted; its children and the frame log end before it does. */
  record Delete() implements InternalCommand {}

  private record ManifestRead(SceneManifest manifest) implements InternalCommand {}

  private record ManifestBroken(Throwable failure) implements InternalCommand {}

  private record Recorded(SceneManifest manifest) implements InternalCommand {}

  private record NotRecorded(SceneManifest manifest, Throwable failure)
      implements InternalCommand {}

  private record CaptureTold(Capture.Event event) implements InternalCommand {}

  private record CaptureFinished() implements InternalCommand {}

  private record TrainerTold(Trainer.Event event) implements InternalCommand {}

  private record DistillerTold(Distiller.Event event) implements InternalCommand {}

  private record ClustererTold(Clusterer.Clustered clustered) implements InternalCommand {}

  private record Labelled(SceneJobs.Labels labels) implements InternalCommand {}

  private record LabellingFailed(SceneJobs.Labels labels, Throwable failure)
      implements InternalCommand {}

  private record LabelAgain(SceneJobs.Labels labels) implements InternalCommand {}

  private record Exported(
      ActorRef<StatusReply<SceneExport>> replyTo, StatusReply<SceneExport> answer)
      implements InternalCommand {}

  private record SubscriberGone(ActorRef<InstanceFeed> subscriber) implements InternalCommand {}

  private record ChildEnded(Part part, ActorRef<?> child) implements InternalCommand {}

  private record CreateAnew(Part part) implements InternalCommand {}

  private enum Part {
    CAPTURE,
    TRAINER,
    DISTILLER,
    CLUSTERER,
    RENDERER
  }

  private static final String CAPTURE_AWAY = "the frame log is being opened; try again";
  private static final int STASHED_WHILE_READING = 1_000;
  private static final Duration JOB_DEADLINE = Duration.ofMinutes(2);
  private static final Duration CAPTURE_DEADLINE = Duration.ofMinutes(1);
  private static final Duration RETRY_DELAY = Duration.ofMillis(250);

  private final TimerScheduler<Command> timers;
  private final SceneStore store;
  private final SceneServices services;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final Aside<Command> disk;
  private final JobOwner owner;
  private final Teacher teacher;
  private final SceneInstances instances;
  private final SceneProgress progress;
  private final FreshnessClock freshness;
  private final List<TakenFrame> taken = new ArrayList<>();
  private final List<ActorRef<StatusReply<SceneStatus>>> finishers = new ArrayList<>();
  private final Map<Part, RestartBudget> budgets = new EnumMap<>(Part.class);

  private SceneManifest manifest;
  private @Nullable ActorRef<Capture.Command> capture;
  private @Nullable ActorRef<Trainer.Command> trainer;
  private @Nullable ActorRef<Distiller.Command> distiller;
  private @Nullable ActorRef<Clusterer.Command> clusterer;
  private @Nullable ActorRef<Renderer.Command> renderer;
  private @Nullable StoredFrames storedFrames;
  private @Nullable SceneModel model;
  private SceneJobs.@Nullable Labels newestLabels;
  private boolean captureFinished;
  private boolean trained;
  private boolean distilled;
  private int models;
  private int exports;
  private int children;
  private double extent;

  private Scene(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SceneManifest manifest,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.services = services;
    this.runtime = runtime;
    this.manifest = manifest;
    this.disk = Aside.on("splatlas.io-dispatcher", context);
    this.owner = new JobOwner(manifest.id(), "scene");
    this.teacher = services.teacher().get();
    this.instances =
        new SceneInstances(
            manifest.id(),
            services.registry().get(),
            services.telemetry(),
            services.settings().subscribers());
    this.progress = new SceneProgress(manifest);
    this.freshness = new FreshnessClock(services.clock().instant());
  }

  /**
   * A scene; its manifest must have been written.
   *
   * @param id of the scene, for its log
   */
  static Behavior<Command> create(
      String id, SceneStore store, SceneServices services, ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.withStash(
        STASHED_WHILE_READING,
        stash ->
            Behaviors.setup(
                context -> {
                  Aside.<Command>on("splatlas.io-dispatcher", context)
                      .run(() -> new ManifestRead(store.read()), ManifestBroken::new);
                  return Behaviors.receive(Command.class)
                      .onMessage(
                          ManifestRead.class,
                          read ->
                              stash.unstashAll(
                                  Behaviors.withTimers(
                                      timers ->
                                          new Scene(
                                                  context,
                                                  timers,
                                                  read.manifest(),
                                                  store,
                                                  services,
                                                  runtime)
                                              .begin())))
                      .onMessage(
                          ManifestBroken.class,
                          broken -> {
                            throw new IllegalStateException(
                                "scene " + id + " cannot be read", broken.failure());
                          })
                      .onMessage(Delete.class, delete -> Behaviors.stopped())
                      .onAnyMessage(
                          message -> {
                            stash.stash(message);
                            return Behaviors.same();
                          })
                      .build();
                }));
  }

  private Scene begin() {
    if (progress.state == SceneState.FINISHED) {
      progress.state = SceneState.FINISHING;
    }
    createPart(Part.RENDERER);
    createPart(Part.CAPTURE);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(GetStatus.class, this::onGetStatus)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(OpenCapture.class, this::onOpenCapture)
        .onMessage(SubmitFrame.class, this::onSubmitFrame)
        .onMessage(ListInstances.class, this::onListInstances)
        .onMessage(GetInstance.class, this::onGetInstance)
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Render.class, this::onRender)
        .onMessage(Export.class, this::onExport)
        .onMessage(Delete.class, this::onDelete)
        .onMessage(Recorded.class, this::onRecorded)
        .onMessage(NotRecorded.class, this::onNotRecorded)
        .onMessage(CaptureTold.class, this::onCaptureTold)
        .onMessage(CaptureFinished.class, this::onCaptureFinished)
        .onMessage(TrainerTold.class, this::onTrainerTold)
        .onMessage(DistillerTold.class, this::onDistillerTold)
        .onMessage(ClustererTold.class, this::onClustererTold)
        .onMessage(Labelled.class, this::onLabelled)
        .onMessage(LabellingFailed.class, this::onLabellingFailed)
        .onMessage(LabelAgain.class, this::onLabelAgain)
        .onMessage(Exported.class, this::onExported)
        .onMessage(SubscriberGone.class, this::onSubscriberGone)
        .onMessage(ChildEnded.class, this::onChildEnded)
        .onMessage(CreateAnew.class, this::onCreateAnew)
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  // Requests.

  private Behavior<Command> onGetStatus(GetStatus get) {
    get.replyTo().tell(StatusReply.success(status()));
    return this;
  }

  private SceneStatus status() {
    return progress.status(manifest, instances);
  }

  /** Answers when the end of the capture is durable. */
  private Behavior<Command> onFinish(Finish finish) {
    if (progress.state != SceneState.CAPTURING) {
      finish.replyTo().tell(StatusReply.success(status()));
      return this;
    }
    finishers.add(finish.replyTo());
    if (finishers.size() == 1) {
      record(manifest.in(SceneState.FINISHING, ""));
    }
    return this;
  }

  private Behavior<Command> onOpenCapture(OpenCapture open) {
    ActorRef<Capture.Command> present = capture;
    if (progress.state == SceneState.FAILED) {
      open.replyTo()
          .tell(problem(SceneProblem.Reason.NOT_READY, "the scene failed: " + progress.failure));
    } else if (present == null) {
      open.replyTo().tell(problem(SceneProblem.Reason.UNAVAILABLE, CAPTURE_AWAY));
    } else {
      present.tell(new Capture.Open(open.robotId(), open.camera(), open.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onSubmitFrame(SubmitFrame submit) {
    ActorRef<Capture.Command> present = capture;
    if (present == null) {
      submit
          .replyTo()
          .tell(
              new FrameAnswer.Closed(
                  submit.frame().sequence(),
                  new SceneProblem(SceneProblem.Reason.UNAVAILABLE, CAPTURE_AWAY),
                  false));
    } else {
      present.tell(
          new Capture.Submit(submit.robotId(), submit.session(), submit.frame(), submit.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onListInstances(ListInstances list) {
    list.replyTo().tell(StatusReply.success(instances.list(list.afterId(), list.limit())));
    return this;
  }

  private Behavior<Command> onGetInstance(GetInstance get) {
    get.replyTo()
        .tell(
            instances
                .find(get.id())
                .map(StatusReply::success)
                .orElseGet(
                    () ->
                        problem(
                            SceneProblem.Reason.NOT_FOUND,
                            "scene %s has no instance %d".formatted(manifest.id(), get.id()))));
    return this;
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    ActorRef<InstanceFeed> subscriber = subscribe.subscriber();
    if (instances.subscribe(subscribe.afterRevision(), subscriber)) {
      getContext().unwatch(subscriber);
      getContext().watchWith(subscriber, new SubscriberGone(subscriber));
    }
    return this;
  }

  private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
    getContext().unwatch(unsubscribe.subscriber());
    instances.unsubscribe(unsubscribe.subscriber());
    return this;
  }

  private Behavior<Command> onSubscriberGone(SubscriberGone gone) {
    instances.unsubscribe(gone.subscriber());
    return this;
  }

  private Behavior<Command> onRender(Render render) {
    ActorRef<Renderer.Command> present = renderer;
    if (present == null) {
      render
          .replyTo()
          .tell(problem(SceneProblem.Reason.UNAVAILABLE, "the renderer restarts; try again"));
    } else {
      present.tell(new Renderer.Render(model, render.camera(), render.options(), render.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onExport(Export export) {
    SceneModel present = model;
    if (present == null) {
      export
          .replyTo()
          .tell(problem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet"));
    } else if (exports >= services.settings().exports()) {
      export
          .replyTo()
          .tell(problem(SceneProblem.Reason.EXHAUSTED, exports + " exports are under way already"));
    } else {
      exports++;
      getContext()
          .askWithStatus(
              SceneExport.class,
              runtime,
              JOB_DEADLINE.plusSeconds(10),
              replyTo ->
                  new GpuRuntime.Submit<>(
                      JobClass.SNAPSHOT,
                      owner,
                      SceneJobs.export(manifest.id(), present),
                      JOB_DEADLINE,
                      replyTo),
              (answer, failure) ->
                  new Exported(
                      export.replyTo(),
                      failure == null
                          ? StatusReply.success(answer)
                          : StatusReply.error(asProblem(failure))));
    }
    return this;
  }

  private Behavior<Command> onExported(Exported exported) {
    exports--;
    exported.replyTo().tell(exported.answer());
    return this;
  }

  private Behavior<Command> onDelete(Delete delete) {
    instances.end(SceneProblem.Reason.NOT_FOUND, "scene %s was deleted".formatted(manifest.id()));
    return Behaviors.stopped();
  }

  // Lifecycle.

  private void record(SceneManifest next) {
    disk.run(
        () -> {
          store.write(next);
          return new Recorded(next);
        },
        failure -> new NotRecorded(next, failure));
  }

  private Behavior<Command> onRecorded(Recorded recorded) {
    manifest = recorded.manifest();
    if (manifest.state() == SceneState.FINISHING && progress.state == SceneState.CAPTURING) {
      progress.state = SceneState.FINISHING;
      finishCapture();
      answerFinishers(StatusReply.success(status()));
    }
    return this;
  }

  private Behavior<Command> onNotRecorded(NotRecorded failed) {
    getContext()
        .getLog()
        .error(
            "Scene {}: state {} could not be written",
            manifest.id(),
            failed.manifest().state(),
            failed.failure());
    answerFinishers(
        problem(
            SceneProblem.Reason.UNAVAILABLE,
            "the end of the capture could not be stored; try again"));
    return this;
  }

  private void answerFinishers(StatusReply<SceneStatus> answer) {
    finishers.forEach(replyTo -> replyTo.tell(answer));
    finishers.clear();
  }

  private void fail(String reason) {
    getContext().getLog().error("Scene {} failed: {}", manifest.id(), reason);
    progress.state = SceneState.FAILED;
    progress.failure = reason;
    record(manifest.in(SceneState.FAILED, reason));
    finishCapture();
  }

  private void finishIfDone() {
    if (progress.state == SceneState.FINISHING) {
      progress.state = SceneState.FINISHED;
      record(manifest.in(SceneState.FINISHED, ""));
      getContext()
          .getLog()
          .info(
              "Scene {} finished: {} frames, {} Gaussians, {} iterations, {} instances",
              manifest.id(),
              progress.trainedFrames,
              progress.gaussians,
              progress.iterations,
              instances.living().size());
    }
  }

  private Behavior<Command> onEnd() {
    instances.end(
        SceneProblem.Reason.UNAVAILABLE, "scene %s restarts; watch again".formatted(manifest.id()));
    answerFinishers(problem(SceneProblem.Reason.UNAVAILABLE, "the scene restarts; try again"));
    return this;
  }

  // Capture.

  private Behavior<Command> onCaptureTold(CaptureTold told) {
    switch (told.event()) {
      case Capture.Ready ready -> logOpened(ready);
      case Capture.FrameStored stored -> frameStored(stored.number());
      case Capture.Unavailable unavailable -> captureUnavailable(unavailable);
    }
    return this;
  }

  private void logOpened(Capture.Ready ready) {
    StoredFrames known = storedFrames;
    if (known == null) {
      storedFrames = new StoredFrames(manifest.id(), services.images(), ready.frames());
    } else {
      known.readFrom(ready.frames());
    }
    if (trainer == null && progress.state != SceneState.FAILED) {
      createPart(Part.TRAINER);
    }
    if (progress.state != SceneState.CAPTURING) {
      finishCapture();
    }
  }

  private void frameStored(long number) {
    progress.stored(number);
    if (trainer != null) {
      trainer.tell(new Trainer.FrameReady(progress.newestFrame));
    }
  }

  private void captureUnavailable(Capture.Unavailable unavailable) {
    getContext()
        .getLog()
        .error("Scene {}: no frames can be taken: {}", manifest.id(), unavailable.reason());
    if (capture != null) {
      getContext().stop(capture);
    }
  }

  private void finishCapture() {
    if (capture != null) {
      getContext()
          .ask(
              Done.class,
              capture,
              CAPTURE_DEADLINE,
              Capture.Finish::new,
              (done, failure) -> new CaptureFinished());
    }
  }

  /** Also when the capture did not answer in time: frames that came later are still taken up. */
  private Behavior<Command> onCaptureFinished(CaptureFinished finished) {
    captureFinished = true;
    if (trainer != null) {
      trainer.tell(new Trainer.Finish());
    }
    return this;
  }

  // Training.

  private Behavior<Command> onTrainerTold(TrainerTold told) {
    switch (told.event()) {
      case Trainer.ModelReady ready -> beginModel(ready.model());
      case Trainer.FrameTaken frame -> frameTaken(frame);
      case Trainer.FrameLost lost -> frameLost(lost);
      case Trainer.Progress burst -> burstDone(burst);
      case Trainer.GoalReached goal -> goalReached();
      case Trainer.Failed failed -> fail(failed.reason());
    }
    return this;
  }

  private void beginModel(SceneModel begun) {
    model = begun;
    models++;
    createPart(Part.DISTILLER);
    createPart(Part.CLUSTERER);
  }

  private void frameTaken(Trainer.FrameTaken frame) {
    TakenFrame entry = TakenFrame.of(frame.frame());
    taken.add(entry);
    extent = frame.extent();
    progress.trainedFrames = frame.taken();
    progress.newestCamera = entry.camera();
    freshness.taken(entry.number(), entry.arrival());
    tellBacklog(frame.backlog());
    if (distiller != null) {
      distiller.tell(new Distiller.FrameTaken(frame.frame(), frame.extent()));
    }
    if (clusterer != null) {
      clusterer.tell(new Clusterer.FrameTaken(entry));
    }
  }

  private void frameLost(Trainer.FrameLost lost) {
    getContext()
        .getLog()
        .error("Scene {}: frame {} can no longer be read", manifest.id(), lost.number());
    tellBacklog(lost.backlog());
  }

  private void tellBacklog(int frames) {
    if (capture != null) {
      capture.tell(new Capture.TrainingBacklog(frames));
    }
  }

  private void burstDone(Trainer.Progress burst) {
    progress.iterations = burst.iterations();
    progress.gaussians = burst.gaussians();
    progress.psnr = burst.psnr();
    if (distiller != null) {
      distiller.tell(new Distiller.Trained(burst.iterations()));
    }
    if (clusterer != null) {
      clusterer.tell(new Clusterer.Trained(burst.iterations()));
    }
  }

  private void goalReached() {
    trained = true;
    if (taken.isEmpty()) {
      finishIfDone();
    } else if (distiller != null) {
      distiller.tell(new Distiller.Finish());
    }
  }

  // Semantics and instances.

  private Behavior<Command> onDistillerTold(DistillerTold told) {
    if (!told.event().model().equals(model)) {
      return this;
    }
    switch (told.event()) {
      case Distiller.Settled settled -> settle(settled.settled());
      case Distiller.Distilled done -> semanticsDone();
    }
    return this;
  }

  private void settle(boolean settled) {
    if (clusterer != null) {
      clusterer.tell(new Clusterer.Settled(settled));
    }
  }

  private void semanticsDone() {
    distilled = true;
    if (clusterer != null) {
      clusterer.tell(new Clusterer.Finish());
    }
  }

  private Behavior<Command> onClustererTold(ClustererTold told) {
    Clusterer.Clustered clustered = told.clustered();
    if (!clustered.model().equals(model)) {
      return this;
    }
    Instant now = services.clock().instant();
    int[] ids = instances.update(clustered, models - 1, now);
    progress.clusterings++;
    progress.bounds = SceneBounds.of(clustered.snapshot());
    freshness.reflected(clustered.basedOnFrame(), now).forEach(services.telemetry()::fresh);
    SceneJobs.Labels labels =
        new SceneJobs.Labels(
            clustered.model(),
            clustered.snapshot().identities(),
            ids,
            instances.revision(),
            instances.living(),
            clustered.last());
    newestLabels = labels;
    label(labels);
    return this;
  }

  private void label(SceneJobs.Labels labels) {
    getContext()
        .askWithStatus(
            Boolean.class,
            runtime,
            JOB_DEADLINE.plusSeconds(10),
            replyTo ->
                new GpuRuntime.Submit<>(
                    JobClass.LIFT, owner, SceneJobs.label(labels), JOB_DEADLINE, replyTo),
            (done, failure) ->
                failure == null ? new Labelled(labels) : new LabellingFailed(labels, failure));
  }

  private Behavior<Command> onLabelled(Labelled labelled) {
    SceneJobs.Labels labels = labelled.labels();
    if (labels.last() && labels.model().equals(model)) {
      finishIfDone();
    }
    return this;
  }

  private Behavior<Command> onLabellingFailed(LabellingFailed failed) {
    getContext()
        .getLog()
        .warn("Scene {}: Gaussians did not get their ids", manifest.id(), failed.failure());
    timers.startSingleTimer(new LabelAgain(failed.labels()), RETRY_DELAY);
    return this;
  }

  /** Newer labels and a newer model make older labels void. */
  private Behavior<Command> onLabelAgain(LabelAgain again) {
    if (again.labels().equals(newestLabels) && again.labels().model().equals(model)) {
      label(again.labels());
    }
    return this;
  }

  // Children.

  private void createPart(Part part) {
    switch (part) {
      case CAPTURE -> createCapture();
      case TRAINER -> createTrainer();
      case DISTILLER -> createDistiller();
      case CLUSTERER -> createClusterer();
      case RENDERER -> createRenderer();
    }
  }

  private void createCapture() {
    ActorRef<Capture.Event> events =
        getContext().messageAdapter(Capture.Event.class, CaptureTold::new);
    capture = child(Part.CAPTURE, services.capture().create(manifest.id(), store.frames(), events));
  }

  private void createTrainer() {
    StoredFrames frames = storedFrames;
    if (frames == null) {
      return;
    }
    SceneSettings settings = services.settings();
    Trainer.Setup setup =
        new Trainer.Setup(
            manifest.id(),
            new GaussianLayout(manifest.options().shDegree(), teacher.channels()),
            new TrainingSchedule(settings.training(), manifest.options()),
            settings.seeding(),
            frames,
            services.seeder(),
            runtime,
            services.telemetry());
    ActorRef<Trainer.Command> created =
        child(
            Part.TRAINER,
            Trainer.create(
                setup, getContext().messageAdapter(Trainer.Event.class, TrainerTold::new)));
    trainer = created;
    created.tell(new Trainer.FrameReady(progress.newestFrame));
    if (captureFinished) {
      created.tell(new Trainer.Finish());
    }
  }

  private void createDistiller() {
    SceneModel present = model;
    StoredFrames frames = storedFrames;
    if (present == null || frames == null) {
      return;
    }
    Distiller.Setup setup =
        new Distiller.Setup(
            manifest.id(),
            services.settings().distilling(),
            teacher,
            frames,
            runtime,
            services.telemetry());
    ActorRef<Distiller.Command> created =
        child(
            Part.DISTILLER,
            Distiller.create(
                setup,
                present,
                List.copyOf(taken),
                extent,
                getContext().messageAdapter(Distiller.Event.class, DistillerTold::new)));
    distiller = created;
    if (trained) {
      created.tell(new Distiller.Finish());
    }
  }

  private void createClusterer() {
    SceneModel present = model;
    if (present == null) {
      return;
    }
    Clusterer.Setup setup =
        new Clusterer.Setup(
            manifest.id(),
            services.settings().clustering(),
            services.finder().get(),
            runtime,
            services.telemetry(),
            System::nanoTime);
    ActorRef<Clusterer.Command> created =
        child(
            Part.CLUSTERER,
            Clusterer.create(
                setup,
                present,
                List.copyOf(taken),
                getContext().messageAdapter(Clusterer.Clustered.class, ClustererTold::new)));
    clusterer = created;
    created.tell(new Clusterer.Trained(progress.iterations));
    if (distilled) {
      created.tell(new Clusterer.Finish());
    }
  }

  private void createRenderer() {
    renderer =
        child(
            Part.RENDERER,
            Renderer.create(manifest.id(), services.settings().rendering(), runtime));
  }

  private <C> ActorRef<C> child(Part part, Behavior<C> behavior) {
    ActorRef<C> child =
        getContext()
            .spawn(behavior, "%s-%d".formatted(part.name().toLowerCase(Locale.ROOT), children++));
    getContext().watchWith(child, new ChildEnded(part, child));
    return child;
  }

  private Behavior<Command> onChildEnded(ChildEnded ended) {
    if (!forget(ended.part(), ended.child())) {
      return this;
    }
    if (progress.state == SceneState.FAILED && ended.part() != Part.CAPTURE) {
      return this;
    }
    Optional<Duration> pause =
        budgets
            .computeIfAbsent(ended.part(), part -> new RestartBudget())
            .next(services.clock().instant());
    pause.ifPresentOrElse(
        wait -> timers.startSingleTimer(new CreateAnew(ended.part()), wait),
        () ->
            fail(
                "its %s failed too often; the server's log says why"
                    .formatted(ended.part().name().toLowerCase(Locale.ROOT))));
    return this;
  }

  private Behavior<Command> onCreateAnew(CreateAnew again) {
    createPart(again.part());
    return this;
  }

  /** Forgets a child that has ended, and with a trainer its model; false when it was replaced. */
  private boolean forget(Part part, ActorRef<?> child) {
    switch (part) {
      case CAPTURE -> capture = child.equals(capture) ? null : capture;
      case TRAINER -> forgetTrainer();
      case DISTILLER -> {
        if (!child.equals(distiller)) {
          return false;
        }
        distiller = null;
        settle(true);
      }
      case CLUSTERER -> {
        if (!child.equals(clusterer)) {
          return false;
        }
        clusterer = null;
      }
      case RENDERER -> renderer = null;
    }
    return true;
  }

  private void forgetTrainer() {
    trainer = null;
    model = null;
    newestLabels = null;
    trained = false;
    distilled = false;
    taken.clear();
    freshness.clear();
    progress.beginModel();
    if (progress.state == SceneState.FINISHED) {
      progress.state = SceneState.FINISHING;
    }
    stop(distiller);
    stop(clusterer);
    distiller = null;
    clusterer = null;
  }

  private void stop(@Nullable ActorRef<?> child) {
    if (child != null) {
      getContext().stop(child);
    }
  }

  private static <T> StatusReply<T> problem(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }

  private static SceneProblem asProblem(Throwable failure) {
    return failure instanceof SceneProblem problem
        ? problem
        : new SceneProblem(
            SceneProblem.Reason.UNAVAILABLE, "the scene could not be copied; try again");
  }
}
