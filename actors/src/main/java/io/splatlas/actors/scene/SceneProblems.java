package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneProblem;
import org.apache.pekko.pattern.StatusReply;

/** Answers that say why not. */
final class SceneProblems {
  private SceneProblems() {}

  static <T> StatusReply<T> reply(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }
}
