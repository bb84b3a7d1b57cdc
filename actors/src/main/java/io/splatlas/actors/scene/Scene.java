package io.splatlas.actors.scene;

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
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.RenderOptions;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Function;
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
   * @param unchanged whether to tell, too, when newer frames changed nothing
   */
  public record Subscribe(long afterRevision, boolean unchanged, ActorRef<InstanceFeed> subscriber)
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

  private final TimerScheduler<Command> timers;
  private final String id;
  private final SceneSubscribers subscribers;
  private final SceneInstances instances;
  private final SceneLearning learning;
  private final SceneExports exports;
  private final SceneChildren children;
  private final SceneLifecycle lifecycle;
  private final SceneRequests requests;
  private final SceneTraining training;
  private final SceneFinding finding;

  private Scene(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SceneStart.Recovered recovered,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.timers = timers;
    SceneManifest manifest = recovered.manifest();
    this.id = manifest.id();
    JobOwner owner = new JobOwner(id, "scene");
    SceneProgress progress = new SceneProgress(manifest);
    FreshnessClock freshness = new FreshnessClock(services.clock().instant());
    SceneLabels labels = new SceneLabels(context, timers, runtime, owner);
    this.subscribers =
        new SceneSubscribers(id, services.telemetry(), services.settings().subscribers());
    this.instances =
        new SceneInstances(
            id,
            recovered.history(),
            services.registry(),
            services.telemetry(),
            services.durability().keptChanges(),
            subscribers,
            recovered.historian());
    this.exports = new SceneExports(context, runtime, owner, services.settings().exports());
    this.learning =
        new SceneLearning(
            new CatchUp(services.settings().training().pace().iterationsPerFrame()),
            RefinementPlan.of(manifest.options().profile()));
    this.children =
        new SceneChildren(
            context,
            new SceneParts(context, manifest, store, services, runtime, learning, instances),
            progress,
            learning,
            services.clock());
    this.lifecycle = new SceneLifecycle(context, manifest, store, progress, instances, children);
    this.requests = new SceneRequests(lifecycle, instances, learning, children);
    this.training =
        new SceneTraining(
            context, services, lifecycle, progress, learning, instances, labels, children,
            freshness);
    this.finding =
        new SceneFinding(
            context, timers, services, lifecycle, progress, learning, instances, labels, children,
            freshness);
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
    lifecycle.begin(unreadable);
    children.create(SceneChildren.Part.RENDERER);
    children.create(SceneChildren.Part.QUERIER);
    children.create(SceneChildren.Part.CAPTURE);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(GetStatus.class, stay(requests::onGetStatus))
        .onMessage(Finish.class, stay(lifecycle::onFinish))
        .onMessage(OpenCapture.class, stay(requests::onOpenCapture))
        .onMessage(SubmitFrame.class, stay(requests::onSubmitFrame))
        .onMessage(ListInstances.class, stay(requests::onListInstances))
        .onMessage(GetInstance.class, stay(requests::onGetInstance))
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Render.class, stay(requests::onRender))
        .onMessage(Select.class, stay(requests::onSelect))
        .onMessage(QueryText.class, stay(requests::onQueryText))
        .onMessage(QueryImage.class, stay(requests::onQueryImage))
        .onMessage(LabelInstances.class, stay(requests::onLabelInstances))
        .onMessage(Export.class, this::onExport)
        .onMessage(SceneMessages.Delete.class, this::onDelete)
        .onMessage(SceneMessages.Rest.class, stay(lifecycle::onRest))
        .onMessage(SceneMessages.Rested.class, stay(lifecycle::onRested))
        .onMessage(SceneMessages.HistorianTold.class, stay(finding::onHistorianTold))
        .onMessage(SceneMessages.ClusterAgain.class, stay(finding::onClusterAgain))
        .onMessage(SceneMessages.Recorded.class, stay(lifecycle::onRecorded))
        .onMessage(SceneMessages.NotRecorded.class, stay(lifecycle::onNotRecorded))
        .onMessage(SceneMessages.CaptureTold.class, stay(training::onCaptureTold))
        .onMessage(SceneMessages.CaptureFinished.class, stay(training::onCaptureFinished))
        .onMessage(SceneMessages.TrainerTold.class, stay(training::onTrainerTold))
        .onMessage(SceneMessages.DistillerTold.class, stay(finding::onDistillerTold))
        .onMessage(SceneMessages.ClustererTold.class, stay(finding::onClustererTold))
        .onMessage(SceneMessages.RefinerTold.class, stay(finding::onRefinerTold))
        .onMessage(SceneMessages.Labelled.class, stay(finding::onLabelled))
        .onMessage(SceneMessages.LabellingFailed.class, stay(finding::onLabellingFailed))
        .onMessage(SceneMessages.LabelAgain.class, stay(finding::onLabelAgain))
        .onMessage(SceneMessages.Exported.class, this::onExported)
        .onMessage(SceneMessages.SubscriberGone.class, this::onSubscriberGone)
        .onMessage(SceneMessages.ChildEnded.class, this::onChildEnded)
        .onMessage(SceneMessages.CreateAnew.class, this::onCreateAnew)
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  /** A handler after which this behaviour stays. */
  private <M> Function<M, Behavior<Command>> stay(Consumer<M> handler) {
    return message -> {
      handler.accept(message);
      return this;
    };
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    ActorRef<InstanceFeed> subscriber = subscribe.subscriber();
    if (subscribers.add(subscribe, instances.history(), instances.frame())) {
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

  private Behavior<Command> onExport(Export export) {
    exports.begin(export, learning.model());
    return this;
  }

  private Behavior<Command> onExported(SceneMessages.Exported exported) {
    exports.end(exported);
    return this;
  }

  private Behavior<Command> onDelete(SceneMessages.Delete delete) {
    subscribers.end(SceneProblem.Reason.NOT_FOUND, "scene %s was deleted".formatted(id));
    return Behaviors.stopped();
  }

  private Behavior<Command> onChildEnded(SceneMessages.ChildEnded ended) {
    SceneChildren.Part part = ended.part();
    if (!children.forget(part, ended.child())) {
      return this;
    }
    if (part == SceneChildren.Part.TRAINER) {
      training.forgetModel();
    } else if (part == SceneChildren.Part.REFINER) {
      // Its stage is lost; instances are found with the field as it is.
      finding.refined(learning.rounds.next());
    }
    if (!lifecycle.isFailed() || part == SceneChildren.Part.CAPTURE) {
      children
          .pauseBefore(part)
          .ifPresentOrElse(
              pause -> timers.startSingleTimer(new SceneMessages.CreateAnew(part), pause),
              () ->
                  lifecycle.fail(
                      "its %s failed too often; the server's log says why".formatted(part)));
    }
    return this;
  }

  private Behavior<Command> onCreateAnew(SceneMessages.CreateAnew again) {
    children.create(again.part());
    return this;
  }

  private Behavior<Command> onEnd() {
    subscribers.end(
        SceneProblem.Reason.UNAVAILABLE, "scene %s restarts; watch again".formatted(id));
    lifecycle.end();
    return this;
  }
}
