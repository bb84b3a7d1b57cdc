package io.splatlas.actors.scene;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.RenderOptions;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The scene entity: owns lifecycle, children and the instance registry. Failures of asks are {@code
 * SceneProblem}s.
 */
public final class Scene {

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

  private Scene() {}
}
