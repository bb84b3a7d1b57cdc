package io.splatlas.gateway.query;

import io.splatlas.actors.model.TextQuestion;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.QueryTextRequest;

/** Checks text queries and turns them into what a scene understands. */
final class TextReader {
  private TextReader() {}

  /** Notes all that is wrong with a request. */
  static void check(QueryTextRequest request, Violations violations) {
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    violations.require(
        !request.getText().isBlank() && request.getText().length() <= TextQuestion.LONGEST,
        "text",
        "must have 1 to %d characters, got %d"
            .formatted(TextQuestion.LONGEST, request.getText().length()));
    violations.require(
        request.getMinRelevancy() >= 0 && request.getMinRelevancy() <= 1,
        "min_relevancy",
        "must be 0 to 1, got " + request.getMinRelevancy());
    if (request.hasView()) {
      Viewpoints.check(request.getView(), "view", violations);
    }
  }

  /** What a request that {@link #check} found nothing wrong with asks for. */
  static TextQuestion read(QueryTextRequest request) {
    return new TextQuestion(
        request.getText(),
        request.hasMinRelevancy() ? request.getMinRelevancy() : TextQuestion.DEFAULT_RELEVANCY,
        Math.max(0, request.getMaxResults()),
        request.hasView() ? Viewpoints.camera(request.getView()) : null);
  }
}
