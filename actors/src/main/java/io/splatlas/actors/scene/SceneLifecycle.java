package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;

/** What state a scene is in, and the record of it on disk: capture, end of the capture, failure. */
final class SceneLifecycle {
  private static final Duration REST_DEADLINE = Duration.ofMinutes(1);

  private final ActorContext<Scene.Command> context;
  private final SceneStore store;
  private final Aside<Scene.Command> disk;
  private final SceneProgress progress;
  private final SceneInstances instances;
  private final SceneChildren children;
  private final List<ActorRef<StatusReply<SceneStatus>>> finishers = new ArrayList<>();

  private SceneManifest manifest;

  SceneLifecycle(
      ActorContext<Scene.Command> context,
      SceneManifest manifest,
      SceneStore store,
      SceneProgress progress,
      SceneInstances instances,
      SceneChildren children) {
    this.context = context;
    this.manifest = manifest;
    this.store = store;
    this.disk = Aside.on("splatlas.io-dispatcher", context);
    this.progress = progress;
    this.instances = instances;
    this.children = children;
  }

  String id() {
    return manifest.id();
  }

  SceneStatus status() {
    return progress.status(manifest, instances);
  }

  boolean isFailed() {
    return progress.state == SceneState.FAILED;
  }

  /** Whether the scene takes frames. */
  boolean isCapturing() {
    return progress.state == SceneState.CAPTURING;
  }

  /** Why it failed, empty when it did not. */
  String failure() {
    return progress.failure;
  }

  /**
   * Begins a life of the scene.
   *
   * @param unreadable why the history of its instances cannot be read, empty when it can
   */
  void begin(String unreadable) {
    unfinish();
    if (!isCapturing()) {
      instances.finish();
    }
    if (!unreadable.isEmpty()) {
      // Not recorded: what cannot be read now may be readable at the next start.
      progress.state = SceneState.FAILED;
      progress.failure = "the history of its instances cannot be read: " + unreadable;
      context.getLog().error("Scene {} failed: {}", manifest.id(), progress.failure);
    }
  }

  /** A finished scene has to show again that its model is complete. */
  void unfinish() {
    if (progress.state == SceneState.FINISHED) {
      progress.state = SceneState.FINISHING;
    }
  }

  /** Answers when the end of the capture is durable. */
  void onFinish(Scene.Finish finish) {
    if (progress.state != SceneState.CAPTURING) {
      finish.replyTo().tell(StatusReply.success(status()));
      return;
    }
    finishers.add(finish.replyTo());
    if (finishers.size() == 1) {
      record(manifest.in(SceneState.FINISHING, ""));
    }
  }

  void onRest(SceneMessages.Rest rest) {
    ActorRef<Trainer.Command> present = children.trainer();
    if (present == null) {
      rest.replyTo().tell(StatusReply.success(Done.getInstance()));
    } else {
      context.ask(
          Done.class,
          present,
          REST_DEADLINE,
          Trainer.Rest::new,
          (done, failure) -> new SceneMessages.Rested(rest.replyTo()));
    }
  }

  void onRested(SceneMessages.Rested rested) {
    rested.replyTo().tell(StatusReply.success(Done.getInstance()));
  }

  private void record(SceneManifest next) {
    disk.run(
        () -> {
          store.write(next);
          return new SceneMessages.Recorded(next);
        },
        failure -> new SceneMessages.NotRecorded(next, failure));
  }

  void onRecorded(SceneMessages.Recorded recorded) {
    manifest = recorded.manifest();
    if (manifest.state() == SceneState.FINISHING && progress.state == SceneState.CAPTURING) {
      progress.state = SceneState.FINISHING;
      instances.finish();
      children.finishCapture();
      answerFinishers(StatusReply.success(status()));
    }
  }

  void onNotRecorded(SceneMessages.NotRecorded failed) {
    context
        .getLog()
        .error(
            "Scene {}: state {} could not be written",
            manifest.id(),
            failed.manifest().state(),
            failed.failure());
    answerFinishers(
        SceneProblems.reply(
            SceneProblem.Reason.UNAVAILABLE,
            "the end of the capture could not be stored; try again"));
  }

  private void answerFinishers(StatusReply<SceneStatus> answer) {
    finishers.forEach(replyTo -> replyTo.tell(answer));
    finishers.clear();
  }

  /** Gives up, for good. */
  void fail(String reason) {
    context.getLog().error("Scene {} failed: {}", manifest.id(), reason);
    progress.state = SceneState.FAILED;
    progress.failure = reason;
    record(manifest.in(SceneState.FAILED, reason));
    children.finishCapture();
  }

  /** Everything was learnt that will be. */
  void finishIfDone() {
    if (progress.state == SceneState.FINISHING) {
      progress.state = SceneState.FINISHED;
      children.stopThoseWhoDescribe();
      record(manifest.in(SceneState.FINISHED, ""));
      context
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

  /** The life of the scene ends: who waits for an answer gets one. */
  void end() {
    answerFinishers(
        SceneProblems.reply(SceneProblem.Reason.UNAVAILABLE, "the scene restarts; try again"));
  }
}
