package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.actors.model.Pick;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.query.Querier;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.render.Renderer;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.Trainer;
import io.splatlas.actors.train.TrainingProgress;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.RenderOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * <p>Lost on restart: what was learnt since the last checkpoint, and subscriptions, which are told
 * to come again and resume. Frames, options, the end of the capture and everything that was told of
 * instances are durable. Instances stay as they were told until training has caught up.
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

  /**
   * Selects instances by pixel, ray or box.
   *
   * @param maskView where a mask is wanted from, null for none
   */
  public record Select(
      Pick pick, @Nullable Camera maskView, ActorRef<StatusReply<SceneSelection>> replyTo)
      implements Request {}

  /** Looks for what a text describes. */
  public record QueryText(TextQuestion question, ActorRef<StatusReply<SceneMatches>> replyTo)
      implements Request {}

  /** Looks for what a picture shows. */
  public record QueryImage(ImageQuestion question, ActorRef<StatusReply<SceneMatches>> replyTo)
      implements Request {}

  /** Names instances by a vocabulary. */
  public record LabelInstances(LabelQuestion question, ActorRef<StatusReply<SceneNames>> replyTo)
      implements Request {}

  /** Asks for a consistent copy of Gaussians and instances. */
  public record Export(ActorRef<StatusReply<SceneExport>> replyTo) implements Request {}

  /** The scene's own messages. */
  non-sealed interface InternalCommand extends Command {}

  private static final String CAPTURE_AWAY = "the frame log is being opened; try again";
  private static final String QUERIER_AWAY = "the part that answers questions restarts; try again";
  private static final Duration CAPTURE_DEADLINE = Duration.ofMinutes(1);
  private static final Duration REST_DEADLINE = Duration.ofMinutes(1);
  private static final Duration CLUSTER_AGAIN = Duration.ofSeconds(2);

  private final TimerScheduler<Command> timers;
  private final SceneStore store;
  private final SceneServices services;
  private final Aside<Command> disk;
  private final SceneSubscribers subscribers;
  private final SceneInstances instances;
  private final SceneProgress progress;
  private final FreshnessClock freshness;
  private final List<ActorRef<StatusReply<SceneStatus>>> finishers = new ArrayList<>();
  private final SceneLearning learning;
  private final SceneExports exports;
  private final SceneLabels labels;
  private final SceneChildren children;

  private SceneManifest manifest;

  private Scene(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SceneStart.Recovered recovered,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.services = services;
    this.manifest = recovered.manifest();
    this.disk = Aside.on("splatlas.io-dispatcher", context);
    JobOwner owner = new JobOwner(manifest.id(), "scene");
    this.subscribers =
        new SceneSubscribers(
            manifest.id(), services.telemetry(), services.settings().subscribers());
    this.instances =
        new SceneInstances(
            manifest.id(), recovered.history(), services, subscribers, recovered.historian());
    this.progress = new SceneProgress(manifest);
    this.freshness = new FreshnessClock(services.clock().instant());
    this.exports = new SceneExports(context, runtime, owner, services.settings().exports());
    this.labels = new SceneLabels(context, timers, runtime, owner);
    this.learning =
        new SceneLearning(
            new CatchUp(services.settings().training().pace().iterationsPerFrame()),
            RefinementPlan.of(manifest.options().profile()));
    this.children =
        new SceneChildren(
            context, manifest, store, services, runtime, progress, learning, instances);
  }

  /**
   * A scene; its manifest must have been written.
   *
   * @param id of the scene, for its log
   */
  static Behavior<Command> create(
      String id, SceneStore store, SceneServices services, ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.withMdc(
        Command.class, Map.of("scene", id), SceneStart.create(id, store, services, runtime));
  }

  /** A scene that knows what it was. */
  static Behavior<Command> begin(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SceneStart.Recovered recovered,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    return new Scene(context, timers, recovered, store, services, runtime)
        .begin(recovered.unreadable());
  }

  private Scene begin(String unreadable) {
    if (progress.state == SceneState.FINISHED) {
      progress.state = SceneState.FINISHING;
    }
    if (!unreadable.isEmpty()) {
      // Not recorded: what cannot be read now may be readable at the next start.
      progress.state = SceneState.FAILED;
      progress.failure = "the history of its instances cannot be read: " + unreadable;
      getContext().getLog().error("Scene {} failed: {}", manifest.id(), progress.failure);
    }
    children.create(SceneChildren.Part.RENDERER);
    children.create(SceneChildren.Part.QUERIER);
    children.create(SceneChildren.Part.CAPTURE);
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
        .onMessage(Select.class, this::onSelect)
        .onMessage(QueryText.class, this::onQueryText)
        .onMessage(QueryImage.class, this::onQueryImage)
        .onMessage(LabelInstances.class, this::onLabelInstances)
        .onMessage(Export.class, this::onExport)
        .onMessage(SceneMessages.Delete.class, this::onDelete)
        .onMessage(SceneMessages.Rest.class, this::onRest)
        .onMessage(SceneMessages.Rested.class, this::onRested)
        .onMessage(SceneMessages.HistorianTold.class, this::onHistorianTold)
        .onMessage(SceneMessages.ClusterAgain.class, this::onClusterAgain)
        .onMessage(SceneMessages.Recorded.class, this::onRecorded)
        .onMessage(SceneMessages.NotRecorded.class, this::onNotRecorded)
        .onMessage(SceneMessages.CaptureTold.class, this::onCaptureTold)
        .onMessage(SceneMessages.CaptureFinished.class, this::onCaptureFinished)
        .onMessage(SceneMessages.TrainerTold.class, this::onTrainerTold)
        .onMessage(SceneMessages.DistillerTold.class, this::onDistillerTold)
        .onMessage(SceneMessages.ClustererTold.class, this::onClustererTold)
        .onMessage(SceneMessages.RefinerTold.class, this::onRefinerTold)
        .onMessage(SceneMessages.Labelled.class, this::onLabelled)
        .onMessage(SceneMessages.LabellingFailed.class, this::onLabellingFailed)
        .onMessage(SceneMessages.LabelAgain.class, this::onLabelAgain)
        .onMessage(SceneMessages.Exported.class, this::onExported)
        .onMessage(SceneMessages.SubscriberGone.class, this::onSubscriberGone)
        .onMessage(SceneMessages.ChildEnded.class, this::onChildEnded)
        .onMessage(SceneMessages.CreateAnew.class, this::onCreateAnew)
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
    ActorRef<Capture.Command> present = children.capture();
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
    ActorRef<Capture.Command> present = children.capture();
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
    if (subscribers.add(subscribe.afterRevision(), instances.history(), subscriber)) {
      getContext().unwatch(subscriber);
      getContext().watchWith(subscriber, new SceneMessages.SubscriberGone(subscriber));
    }
    return this;
  }

  private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
    getContext().unwatch(unsubscribe.subscriber());
    subscribers.remove(unsubscribe.subscriber());
    return this;
  }

  private Behavior<Command> onSubscriberGone(SceneMessages.SubscriberGone gone) {
    subscribers.remove(gone.subscriber());
    return this;
  }

  private Behavior<Command> onRender(Render render) {
    ActorRef<Renderer.Command> present = children.renderer();
    if (present == null) {
      render
          .replyTo()
          .tell(problem(SceneProblem.Reason.UNAVAILABLE, "the renderer restarts; try again"));
    } else {
      present.tell(
          new Renderer.Render(
              learning.model(), render.camera(), render.options(), render.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onSelect(Select select) {
    ActorRef<Querier.Command> present = children.querier();
    if (present == null) {
      select.replyTo().tell(problem(SceneProblem.Reason.UNAVAILABLE, QUERIER_AWAY));
    } else {
      present.tell(
          new Querier.Select(learning.model(), select.pick(), select.maskView(), select.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onQueryText(QueryText query) {
    ActorRef<Querier.Command> present = children.querier();
    if (present == null) {
      query.replyTo().tell(problem(SceneProblem.Reason.UNAVAILABLE, QUERIER_AWAY));
    } else {
      present.tell(new Querier.Ask(learning.model(), query.question(), query.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onQueryImage(QueryImage query) {
    ActorRef<Querier.Command> present = children.querier();
    if (present == null) {
      query.replyTo().tell(problem(SceneProblem.Reason.UNAVAILABLE, QUERIER_AWAY));
    } else {
      present.tell(new Querier.AskImage(learning.model(), query.question(), query.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onLabelInstances(LabelInstances label) {
    ActorRef<Querier.Command> present = children.querier();
    if (present == null) {
      label.replyTo().tell(problem(SceneProblem.Reason.UNAVAILABLE, QUERIER_AWAY));
    } else {
      present.tell(new Querier.Label(learning.model(), label.question(), label.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onExport(Export export) {
    exports.begin(export, learning.model());
    return this;
  }

  private Behavior<Command> onExported(SceneMessages.Exported exported) {
    exports.end(exported);
    return this;
  }

  private Behavior<Command> onDelete(SceneMessages.Delete delete) {
    subscribers.end(SceneProblem.Reason.NOT_FOUND, "scene %s was deleted".formatted(manifest.id()));
    return Behaviors.stopped();
  }

  // Lifecycle.

  private Behavior<Command> onRest(SceneMessages.Rest rest) {
    ActorRef<Trainer.Command> present = children.trainer();
    if (present == null) {
      rest.replyTo().tell(StatusReply.success(Done.getInstance()));
    } else {
      getContext()
          .ask(
              Done.class,
              present,
              REST_DEADLINE,
              Trainer.Rest::new,
              (done, failure) -> new SceneMessages.Rested(rest.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onRested(SceneMessages.Rested rested) {
    rested.replyTo().tell(StatusReply.success(Done.getInstance()));
    return this;
  }

  private void record(SceneManifest next) {
    disk.run(
        () -> {
          store.write(next);
          return new SceneMessages.Recorded(next);
        },
        failure -> new SceneMessages.NotRecorded(next, failure));
  }

  private Behavior<Command> onRecorded(SceneMessages.Recorded recorded) {
    manifest = recorded.manifest();
    if (manifest.state() == SceneState.FINISHING && progress.state == SceneState.CAPTURING) {
      progress.state = SceneState.FINISHING;
      finishCapture();
      answerFinishers(StatusReply.success(status()));
    }
    return this;
  }

  private Behavior<Command> onNotRecorded(SceneMessages.NotRecorded failed) {
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
    subscribers.end(
        SceneProblem.Reason.UNAVAILABLE, "scene %s restarts; watch again".formatted(manifest.id()));
    answerFinishers(problem(SceneProblem.Reason.UNAVAILABLE, "the scene restarts; try again"));
    return this;
  }

  // Capture.

  private Behavior<Command> onCaptureTold(SceneMessages.CaptureTold told) {
    switch (told.event()) {
      case Capture.Ready ready -> logOpened(ready);
      case Capture.FrameStored stored -> frameStored(stored.number());
      case Capture.Unavailable unavailable -> captureUnavailable(unavailable);
    }
    return this;
  }

  private void logOpened(Capture.Ready ready) {
    StoredFrames known = learning.frames;
    if (known == null) {
      learning.frames = new StoredFrames(manifest.id(), services.images(), ready.frames());
    } else {
      known.readFrom(ready.frames());
    }
    if (!children.isTraining() && progress.state != SceneState.FAILED) {
      children.create(SceneChildren.Part.TRAINER);
    }
    if (progress.state != SceneState.CAPTURING) {
      finishCapture();
    }
  }

  private void frameStored(long number) {
    progress.stored(number);
    children.tell(new Trainer.FrameReady(progress.newestFrame));
  }

  private void captureUnavailable(Capture.Unavailable unavailable) {
    getContext()
        .getLog()
        .error("Scene {}: no frames can be taken: {}", manifest.id(), unavailable.reason());
    children.stopCapture();
  }

  private void finishCapture() {
    ActorRef<Capture.Command> present = children.capture();
    if (present != null) {
      getContext()
          .ask(
              Done.class,
              present,
              CAPTURE_DEADLINE,
              Capture.Finish::new,
              (done, failure) -> new SceneMessages.CaptureFinished());
    }
  }

  /** Also when the capture did not answer in time: frames that came later are still taken up. */
  private Behavior<Command> onCaptureFinished(SceneMessages.CaptureFinished finished) {
    learning.captureFinished = true;
    children.tell(new Trainer.Finish());
    return this;
  }

  // Training.

  private Behavior<Command> onTrainerTold(SceneMessages.TrainerTold told) {
    switch (told.event()) {
      case Trainer.ModelReady ready -> beginModel(ready);
      case Trainer.FrameTaken frame -> frameTaken(frame);
      case Trainer.FrameLost lost -> frameLost(lost);
      case Trainer.Progress burst -> burstDone(burst);
      case Trainer.GoalReached goal -> goalReached();
      case Trainer.Concluded concluded -> finishIfDone();
      case Trainer.Failed failed -> fail(failed.reason());
    }
    return this;
  }

  private void beginModel(Trainer.ModelReady ready) {
    TrainingProgress from = ready.from();
    learning.beginModel(ready.model(), from);
    learning.catchUp.begin(instances.history().frame(), instances.history().iterations(), from);
    progress.beginModel(from, ready.gaussians());
    instances.beginModel();
    labels.show(ready.model(), instances);
    learning.complete = from.complete() && progress.state != SceneState.CAPTURING;
    if (learning.complete) {
      finishIfDone();
      return;
    }
    children.create(SceneChildren.Part.DISTILLER);
    children.create(SceneChildren.Part.CLUSTERER);
  }

  private void frameTaken(Trainer.FrameTaken frame) {
    TakenFrame entry = TakenFrame.of(frame.frame());
    learning.took(entry, frame.extent());
    progress.trainedFrames = frame.taken();
    progress.newestCamera = entry.camera();
    freshness.taken(entry.number(), entry.arrival());
    tellBacklog(frame.backlog());
    catchUp(() -> learning.catchUp.passed(entry.number(), frame.taken(), frame.backlog()));
    children.tell(new Distiller.FrameTaken(frame.frame(), frame.extent()));
    children.tell(new Clusterer.FrameTaken(entry));
  }

  private void frameLost(Trainer.FrameLost lost) {
    getContext()
        .getLog()
        .error("Scene {}: frame {} can no longer be read", manifest.id(), lost.number());
    tellBacklog(lost.backlog());
    catchUp(() -> learning.catchUp.passed(lost.number(), learning.taken().size(), lost.backlog()));
  }

  /** Lets clusterings begin when training has come back to where instances were told of last. */
  private void catchUp(Runnable step) {
    boolean before = learning.catchUp.isDone();
    step.run();
    if (!before && learning.catchUp.isDone()) {
      children.settle();
    }
  }

  private void tellBacklog(int frames) {
    children.tell(new Capture.TrainingBacklog(frames));
  }

  private void burstDone(Trainer.Progress burst) {
    progress.iterations = burst.iterations();
    progress.gaussians = burst.gaussians();
    progress.psnr = burst.psnr();
    children.tell(new Distiller.Trained(burst.iterations()));
    children.tell(new Clusterer.Trained(burst.iterations()));
    catchUp(() -> learning.catchUp.trained(burst.iterations()));
  }

  private void goalReached() {
    learning.trained = true;
    if (learning.complete) {
      return;
    }
    catchUp(learning.catchUp::over);
    if (learning.hasTaken()) {
      children.tell(new Distiller.Finish());
    } else {
      finishIfDone();
    }
  }

  // Semantics and instances.

  private Behavior<Command> onDistillerTold(SceneMessages.DistillerTold told) {
    if (!learning.isPresent(told.event().model())) {
      return this;
    }
    switch (told.event()) {
      case Distiller.Settled settled -> settle(settled.settled());
      case Distiller.Distilled done -> semanticsDone(done);
    }
    return this;
  }

  private void settle(boolean settled) {
    learning.settled = settled;
    children.settle();
  }

  private void semanticsDone(Distiller.Distilled done) {
    learning.distilled = true;
    learning.rounds.begin(done.taught());
    children.create(SceneChildren.Part.REFINER);
    children.clusterNextRound();
  }

  /** The field is refined behind a clustering: the next one follows, or the end. */
  private Behavior<Command> onRefinerTold(SceneMessages.RefinerTold told) {
    if (learning.isPresent(told.refined().model())) {
      refined(told.refined().round());
    }
    return this;
  }

  private void refined(int round) {
    learning.rounds.refined(round);
    if (learning.rounds.next() >= learning.rounds.plan().rounds()) {
      children.tell(new Trainer.Conclude());
    } else {
      children.clusterNextRound();
    }
  }

  private Behavior<Command> onClustererTold(SceneMessages.ClustererTold told) {
    Clusterer.Clustered clustered = told.clustered();
    if (!learning.isPresent(clustered.model())) {
      return this;
    }
    if (instances.isBehind() && !clustered.last() && clustered.round() == SceneRounds.NONE) {
      getContext()
          .getLog()
          .warn("Scene {}: the disk is behind; a clustering is left out", manifest.id());
      return this;
    }
    instances
        .update(clustered, learning.generation(), services.clock().instant(), progress.iterations)
        .forEach(this::told);
    return this;
  }

  private Behavior<Command> onHistorianTold(SceneMessages.HistorianTold told) {
    if (progress.state == SceneState.FAILED && learning.model() == null) {
      // Its history could not be read, or it never came to have instances: nothing to go on with.
      return this;
    }
    switch (told.event()) {
      case Historian.Recorded recorded -> instances.recorded(recorded.event()).forEach(this::told);
      case Historian.Recovered recovered -> historyRecovered(recovered);
      case Historian.Refused refused -> decideAgainIf(instances.refused());
      case Historian.Unreadable broken -> notRecorded(broken.reason());
    }
    return this;
  }

  /** The historian failed and is back: what it could not record is decided again. */
  private void historyRecovered(Historian.Recovered recovered) {
    notRecorded("its history was read again up to revision " + recovered.state().revision());
    decideAgainIf(instances.recovered(recovered.state()));
  }

  private void notRecorded(String why) {
    services.telemetry().changesNotRecorded(manifest.id());
    getContext()
        .getLog()
        .error(
            "Scene {}: changes of instances could not be recorded and were not told: {}",
            manifest.id(),
            why);
  }

  /** The last clustering must not be missing: it is made again after a pause. */
  private void decideAgainIf(boolean lastForgotten) {
    if (lastForgotten) {
      timers.startSingleTimer(new SceneMessages.ClusterAgain(), CLUSTER_AGAIN);
    }
  }

  private Behavior<Command> onClusterAgain(SceneMessages.ClusterAgain again) {
    children.clusterAgain();
    return this;
  }

  private static int switches(int[] before, int[] after) {
    int switches = 0;
    for (int i = 0; i < after.length; i++) {
      switches += before[i] != 0 && after[i] != 0 && before[i] != after[i] ? 1 : 0;
    }
    return switches;
  }

  private void tellFrames(Clusterer.Clustered clustered) {
    Telemetry telemetry = services.telemetry();
    telemetry.frameStep(
        manifest.id(), clustered.basedOnFrame(), FrameStep.CLUSTERED, clustered.took());
    for (FreshnessClock.Reflected frame :
        freshness.reflected(clustered.basedOnFrame(), services.clock().instant())) {
      telemetry.fresh(frame.age());
      telemetry.frameStep(manifest.id(), frame.number(), FrameStep.TOLD, frame.age());
    }
  }

  /** What a clustering changed is durable and told: its ids go to the Gaussians. */
  private void told(SceneInstances.Told told) {
    Clusterer.Clustered clustered = told.clustered();
    progress.clusterings++;
    progress.bounds = SceneBounds.of(clustered.snapshot());
    tellFrames(clustered);
    services
        .telemetry()
        .idSwitches(manifest.id(), switches(clustered.snapshot().instances(), told.ids()));
    if (!learning.isPresent(clustered.model())) {
      return;
    }
    labels.bring(
        new SceneJobs.Labels(
            clustered.model(),
            clustered.snapshot().identities(),
            told.ids(),
            told.revision(),
            told.living(),
            clustered.last(),
            clustered.round()));
  }

  private Behavior<Command> onLabelled(SceneMessages.Labelled labelled) {
    SceneJobs.Labels labelsDone = labelled.labels();
    if (!learning.isPresent(labelsDone.model())) {
      return this;
    }
    int round = labelsDone.last() ? learning.rounds.plan().rounds() - 1 : labelsDone.round();
    if (round != SceneRounds.NONE && children.refine(round)) {
      return this;
    }
    if (round != SceneRounds.NONE) {
      refined(round);
    }
    return this;
  }

  private Behavior<Command> onLabellingFailed(SceneMessages.LabellingFailed failed) {
    labels.failed(failed);
    return this;
  }

  private Behavior<Command> onLabelAgain(SceneMessages.LabelAgain again) {
    labels.again(again.labels(), learning);
    return this;
  }

  // Children.

  private Behavior<Command> onChildEnded(SceneMessages.ChildEnded ended) {
    SceneChildren.Part part = ended.part();
    if (!children.forget(part, ended.child())) {
      return this;
    }
    if (part == SceneChildren.Part.TRAINER) {
      forgetModel();
    } else if (part == SceneChildren.Part.REFINER) {
      // Its stage is lost; instances are found with the field as it is.
      refined(learning.rounds.next());
    }
    if (progress.state != SceneState.FAILED || part == SceneChildren.Part.CAPTURE) {
      children
          .pauseBefore(part)
          .ifPresentOrElse(
              pause -> timers.startSingleTimer(new SceneMessages.CreateAnew(part), pause),
              () -> fail("its %s failed too often; the server's log says why".formatted(part)));
    }
    return this;
  }

  private Behavior<Command> onCreateAnew(SceneMessages.CreateAnew again) {
    children.create(again.part());
    return this;
  }

  private void forgetModel() {
    labels.forget();
    learning.forgetModel();
    freshness.clear();
    progress.beginModel(TrainingProgress.NONE, 0);
    if (progress.state == SceneState.FINISHED) {
      progress.state = SceneState.FINISHING;
    }
    children.stopThoseOfTheModel();
  }

  private static <T> StatusReply<T> problem(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }
}
