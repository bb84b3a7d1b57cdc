package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneStatus;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * All scenes of this server: creates, finds, lists, deletes and, after a restart, recovers them.
 */
public final class Scenes {

  /** What can be asked. Failures are {@code SceneProblem}s. */
  public sealed interface Command permits Request, InternalCommand {}

  /** What others may ask. */
  public sealed interface Request extends Command {}

  /**
   * Creates a scene, or answers the existing one if its options are the same. An empty id lets the
   * server choose.
   */
  public record Create(String id, SceneOptions options, ActorRef<StatusReply<SceneStatus>> replyTo)
      implements Request {}

  /** Finds a scene's actor. */
  public record Find(String id, ActorRef<StatusReply<ActorRef<Scene.Command>>> replyTo)
      implements Request {}

  /** Lists scenes by id, those behind {@code afterId}, at most {@code limit}. */
  public record ListScenes(
      String afterId, int limit, ActorRef<StatusReply<List<SceneStatus>>> replyTo)
      implements Request {}

  /** Deletes a scene with all it stored. */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Request {}

  /** Internal messages. */
  non-sealed interface InternalCommand extends Command {}

  private Scenes() {}
}
