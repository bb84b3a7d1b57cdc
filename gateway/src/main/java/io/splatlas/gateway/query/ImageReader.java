package io.splatlas.gateway.query;

import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;

/** Checks image queries, turns them into what a scene understands, and its answer back. */
final class ImageReader {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_SIDE = 16_384;

  private ImageReader() {}

  /** Notes all that is wrong with a request. */
  static void check(QueryImageRequest request, Violations violations) {
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    checkPicture("", picture(request), violations);
    violations.require(
        request.getMinSimilarity() >= -1 && request.getMinSimilarity() <= 1,
        "min_similarity",
        "must be -1 to 1, got " + request.getMinSimilarity());
    if (request.hasView()) {
      Viewpoints.check(request.getView(), "view", violations);
    }
  }

  private static Picture picture(QueryImageRequest request) {
    return Picture.newBuilder()
        .setImage(request.getImage())
        .setEncoding(request.getEncoding())
        .setWidth(request.getWidth())
        .setHeight(request.getHeight())
        .build();
  }

  /**
   * Notes all that is wrong with a picture.
   *
   * @param path of the message it is in, with a dot behind, or empty
   */
  static void checkPicture(String path, Picture picture, Violations violations) {
    int bytes = picture.getImage().size();
    violations.require(
        bytes > 0 && bytes <= MOST_BYTES,
        path + "image",
        "must have 1 to %,d bytes, got %,d".formatted(MOST_BYTES, bytes));
    violations.require(
        picture.getEncoding() == ImageEncoding.IMAGE_ENCODING_JPEG
            || picture.getEncoding() == ImageEncoding.IMAGE_ENCODING_PNG,
        path + "encoding",
        "must be JPEG or PNG");
    checkSide(path + "width", picture.getWidth(), violations);
    checkSide(path + "height", picture.getHeight(), violations);
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
        Math.max(0, request.getMaxResults()),
        request.hasView() ? Viewpoints.camera(request.getView()) : null);
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
    if (found.map() != null) {
      response.setSimilarityMap(Maps.png(found.map()));
    }
    return response.build();
  }
}
