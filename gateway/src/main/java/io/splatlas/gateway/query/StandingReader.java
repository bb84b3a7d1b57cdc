package io.splatlas.gateway.query;

import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.WatchMatchesRequest;

/** Checks standing questions and turns them into what a scene is asked again and again. */
final class StandingReader {
  private static final double DEFAULT_LEVEL = 0.5;

  private StandingReader() {}

  /** Notes all that is wrong with a request. */
  static void check(WatchMatchesRequest request, Violations violations) {
    switch (request.getQuestionCase()) {
      case TEXT -> TextReader.check(text(request), violations);
      case PICTURE -> {
        Ids.checkScene(request.getSceneId(), "scene_id", violations);
        ImageReader.checkPicture("picture.", request.getPicture(), violations);
      }
      case QUESTION_NOT_SET -> {
        Ids.checkScene(request.getSceneId(), "scene_id", violations);
        violations.require(false, "question", "must be a text or a picture");
      }
    }
    violations.require(
        request.getMinLevel() >= 0 && request.getMinLevel() <= 1,
        "min_level",
        "must be 0 to 1, got " + request.getMinLevel());
  }

  /** What a request that {@link #check} found nothing wrong with asks for. */
  static StandingQuestion read(WatchMatchesRequest request) {
    double least = request.hasMinLevel() ? request.getMinLevel() : DEFAULT_LEVEL;
    if (request.hasText()) {
      TextQuestion question = TextReader.read(text(request));
      return new StandingQuestion(
          replyTo -> new Scene.QueryText(question, replyTo), SceneMatches.Match::relevancy, least);
    }
    ImageQuestion question = ImageReader.read(image(request));
    return new StandingQuestion(
        replyTo -> new Scene.QueryImage(question, replyTo), SceneMatches.Match::similarity, least);
  }

  /** All instances are asked for: which of them match, and which no longer do, is seen here. */
  private static QueryTextRequest text(WatchMatchesRequest request) {
    return QueryTextRequest.newBuilder()
        .setSceneId(request.getSceneId())
        .setText(request.getText())
        .setMinRelevancy(0)
        .build();
  }

  private static QueryImageRequest image(WatchMatchesRequest request) {
    Picture picture = request.getPicture();
    return QueryImageRequest.newBuilder()
        .setSceneId(request.getSceneId())
        .setImage(picture.getImage())
        .setEncoding(picture.getEncoding())
        .setWidth(picture.getWidth())
        .setHeight(picture.getHeight())
        .setMinSimilarity(-1)
        .build();
  }
}
