package io.splatlas.gateway.access;

import io.splatlas.actors.scene.Scene;
import io.splatlas.actors.scene.Scenes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;

/**
 * Asks scenes. Futures fail with {@code SceneProblem} when a scene refuses and with {@code
 * TimeoutException} when it does not answer in time. Thread-safe.
 */
public final class SceneAsks {
  private final ActorRef<Scenes.Command> scenes;
  private final Scheduler scheduler;

  public SceneAsks(ActorRef<Scenes.Command> scenes, Scheduler scheduler) {
    this.scenes = scenes;
    this.scheduler = scheduler;
  }

  /** Asks the registry of scenes. */
  public <T> CompletionStage<T> scenes(
      Function<ActorRef<StatusReply<T>>, Scenes.Command> question, Duration timeout) {
    return AskPattern.askWithStatus(scenes, question::apply, timeout, scheduler);
  }

  /** Finds a scene's actor. */
  public CompletionStage<ActorRef<Scene.Command>> find(String sceneId, Duration timeout) {
    return scenes(replyTo -> new Scenes.Find(sceneId, replyTo), timeout);
  }

  /** Asks a scene by its id. */
  public <T> CompletionStage<T> scene(
      String sceneId,
      Function<ActorRef<StatusReply<T>>, Scene.Command> question,
      Duration timeout) {
    return find(sceneId, timeout).thenCompose(scene -> ask(scene, question, timeout));
  }

  /** Asks a scene that was found before. */
  public <T> CompletionStage<T> ask(
      ActorRef<Scene.Command> scene,
      Function<ActorRef<StatusReply<T>>, Scene.Command> question,
      Duration timeout) {
    return AskPattern.askWithStatus(scene, question::apply, timeout, scheduler);
  }
}
