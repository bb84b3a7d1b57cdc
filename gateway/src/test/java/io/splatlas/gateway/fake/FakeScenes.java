package io.splatlas.gateway.fake;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneOwner;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scene;
import io.splatlas.actors.scene.Scenes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * A registry of scenes for tests: scenes are put in by the test, or created as {@link AutoScene}s.
 */
public final class FakeScenes {
  private final Map<String, ActorRef<Scene.Command>> scenes = new ConcurrentHashMap<>();
  private final Map<String, SceneStatus> statuses = new ConcurrentSkipListMap<>();

  private final Map<String, SceneOwner> owners = new ConcurrentHashMap<>();

  /** In whose name a scene was created. */
  public @Nullable SceneOwner owner(String id) {
    return owners.get(id);
  }

  /** A scene the test plays itself. */
  public void put(String id, ActorRef<Scene.Command> scene) {
    statuses.put(id, status(id, SceneOptions.DEFAULTS));
    scenes.put(id, scene);
  }

  public Behavior<Scenes.Command> behaviour() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Scenes.Command.class)
                .onMessage(Scenes.Create.class, create -> onCreate(context, create))
                .onMessage(Scenes.Find.class, this::onFind)
                .onMessage(Scenes.ListScenes.class, this::onList)
                .onMessage(Scenes.Delete.class, delete -> onDelete(context, delete))
                .build());
  }

  public static SceneStatus status(String id, SceneOptions options) {
    return status(id, options, 0);
  }

  /** One whose instances are of a revision. */
  public static SceneStatus status(String id, SceneOptions options, long revision) {
    return new SceneStatus(
        id,
        SceneState.CAPTURING,
        options,
        Instant.ofEpochSecond(1_700_000_000),
        0,
        0,
        0,
        0,
        0,
        revision,
        0,
        new float[0],
        "",
        0,
        null);
  }

  private Behavior<Scenes.Command> onCreate(
      ActorContext<Scenes.Command> context, Scenes.Create create) {
    String id = create.id().isEmpty() ? "scene-" + (statuses.size() + 1) : create.id();
    SceneStatus known = statuses.get(id);
    if (known != null && !known.options().equals(create.options())) {
      create
          .replyTo()
          .tell(refusal(SceneProblem.Reason.ALREADY_EXISTS, "scene " + id + " has other options"));
      return Behaviors.same();
    }
    if (known == null) {
      statuses.put(id, status(id, create.options()));
      owners.put(id, create.owner());
      scenes.put(id, context.spawn(AutoScene.create(statuses.get(id)), "scene-" + id));
    }
    create.replyTo().tell(StatusReply.success(statuses.get(id)));
    return Behaviors.same();
  }

  private Behavior<Scenes.Command> onFind(Scenes.Find find) {
    ActorRef<Scene.Command> scene = scenes.get(find.id());
    find.replyTo().tell(scene == null ? notFound(find.id()) : StatusReply.success(scene));
    return Behaviors.same();
  }

  private Behavior<Scenes.Command> onList(Scenes.ListScenes list) {
    List<SceneStatus> page =
        statuses.entrySet().stream()
            .filter(entry -> entry.getKey().compareTo(list.afterId()) > 0)
            .map(Map.Entry::getValue)
            .limit(list.limit())
            .toList();
    list.replyTo().tell(StatusReply.success(page));
    return Behaviors.same();
  }

  private Behavior<Scenes.Command> onDelete(
      ActorContext<Scenes.Command> context, Scenes.Delete delete) {
    boolean known = statuses.remove(delete.id()) != null;
    ActorRef<Scene.Command> scene = scenes.remove(delete.id());
    if (scene != null && context.getChild("scene-" + delete.id()).isPresent()) {
      context.stop(scene);
    }
    delete.replyTo().tell(known ? StatusReply.success(Done.getInstance()) : notFound(delete.id()));
    return Behaviors.same();
  }

  private static <T> StatusReply<T> notFound(String id) {
    return refusal(SceneProblem.Reason.NOT_FOUND, "there is no scene " + id);
  }

  private static <T> StatusReply<T> refusal(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }
}
