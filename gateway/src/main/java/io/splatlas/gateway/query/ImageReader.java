package io.splatlas.gateway.query;

import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;

/** Checks image queries, turns them into what a scene understands, and its answer back. */
final class ImageReader {
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_SIDE = 16_384;

  private ImageReader() {}

  /** Notes all that is wrong with a request. */
  static void check(QueryImageRequest request, Violations violations) {
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    int bytes = request.getImage().size();
    violations.require(
        bytes > 0 && bytes <= MOST_BYTES,
        "image",
        "must have 1 to %,d bytes, got %,d".formatted(MOST_BYTES, bytes));
    violations.require(
        request.getEncoding() == ImageEncoding.IMAGE_ENCODING_JPEG
            || request.getEncoding() == ImageEncoding.IMAGE_ENCODING_PNG,
        "encoding",
        "must be JPEG or PNG");
    checkSide("width", request.getWidth(), violations);
    checkSide("height", request.getHeight(), violations);
    violations.require(
        request.getMinSimilarity() >= -1 && request.getMinSimilarity() <= 1,
        "min_similarity",
        "must be -1 to 1, got " + request.getMinSimilarity());
  }

  private static void checkSide(String field, int pixels, Violations violations) {
    violations.require(
        pixels >= 1 && pixels <= MOST_SIDE,
        field,
        "must be 1 to %,d, got %s".formatted(MOST_SIDE, Integer.toUnsignedString(pixels)));
  }

  /** What a request that {@link #check} found nothing wrong with asks for. */
  static ImageQuestion read(QueryImageRequest request) {
    return new ImageQuestion(
        request.getEncoding() == ImageEncoding.IMAGE_ENCODING_JPEG
            ? PosedFrame.Encoding.JPEG
            : PosedFrame.Encoding.PNG,
        request.getImage().toByteArray(),
        request.getWidth(),
        request.getHeight(),
        request.hasMinSimilarity() ? request.getMinSimilarity() : ImageQuestion.DEFAULT_SIMILARITY,
        Math.max(0, request.getMaxResults()));
  }

  static QueryImageResponse toMessage(SceneMatches found) {
    QueryImageResponse.Builder response =
        QueryImageResponse.newBuilder()
            .setTeacher(found.language())
            .setCompared(found.compared())
            .setRevision(found.revision())
            .setIteration(found.iteration());
    for (SceneMatches.Match match : found.matches()) {
      response.addMatches(
          ImageMatch.newBuilder()
              .setInstance(InstanceMessages.toMessage(match.instance()))
              .setSimilarity(match.similarity())
              .setShare(match.relevancy()));
    }
    return response.build();
  }
}
