package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageOrBuilder;
import com.sun.net.httpserver.HttpExchange;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.Viewpoint;
import io.splatlas.proto.v1.WatchMatchesRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a page looks for: a text in the query ({@code text}), or a picture that is the body of the
 * request, with its size in the query ({@code width}, {@code height}).
 */
sealed interface Question {
  /** What the gateway takes of a picture. */
  int PICTURE_BYTES = 1 << 20;

  int PICTURE_SIDE = 4_096;

  /**
   * Reads a question.
   *
   * @throws HttpProblem when its picture is too large, of another type or without a size
   */
  static Question read(HttpExchange exchange, Query query) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return new Words(query.text("text"));
    }
    byte[] image = exchange.getRequestBody().readNBytes(PICTURE_BYTES + 1);
    if (image.length > PICTURE_BYTES) {
      throw new HttpProblem(413, "a picture has at most 1 MiB: scale it down");
    }
    boolean png = "image/png".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    return new Likeness(
        Picture.newBuilder()
            .setImage(ByteString.copyFrom(image))
            .setEncoding(png ? ImageEncoding.IMAGE_ENCODING_PNG : ImageEncoding.IMAGE_ENCODING_JPEG)
            .setWidth(query.integer("width", 1, PICTURE_SIDE, 0))
            .setHeight(query.integer("height", 1, PICTURE_SIDE, 0))
            .build());
  }

  /** The gateway's answer; with a view, also of each of its pixels. */
  MessageOrBuilder answer(SplatlasClient client, String scene, @Nullable Viewpoint view);

  /** The same as a standing question, without its scene and level. */
  WatchMatchesRequest.Builder standing();

  /**
   * How well each instance fits and, with a view ({@link ViewQuery}), each of its pixels, as JSON.
   * That a scene cannot be asked (no language model is installed, nothing is described yet) is an
   * answer, not an error: {@code problem} says what to do.
   */
  default String ask(SplatlasClient client, String scene, Query query) {
    try {
      return Answers.json(answer(client, scene, ViewQuery.viewpoint(query)));
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
        throw refused;
      }
      return JsonNodeFactory.instance
          .objectNode()
          .put("problem", HttpProblem.of(refused).told())
          .toString();
    }
  }

  /** To be told of what matches, from a level ({@code least}, 0 to 1) on if the query has one. */
  default WatchMatchesRequest standing(String scene, Query query) {
    WatchMatchesRequest.Builder request = standing().setSceneId(scene);
    if (!query.text("least").isEmpty()) {
      request.setMinLevel((float) query.numbers("least", 1)[0]);
    }
    return request.build();
  }

  /** What a text describes. */
  record Words(String text) implements Question {
    @Override
    public MessageOrBuilder answer(SplatlasClient client, String scene, @Nullable Viewpoint view) {
      QueryTextRequest.Builder request =
          QueryTextRequest.newBuilder().setSceneId(scene).setText(text).setMinRelevancy(0);
      if (view != null) {
        request.setView(view);
      }
      return client.query().queryText(request.build());
    }

    @Override
    public WatchMatchesRequest.Builder standing() {
      return WatchMatchesRequest.newBuilder().setText(text);
    }
  }

  /** What looks like a picture. */
  record Likeness(Picture picture) implements Question {
    @Override
    public MessageOrBuilder answer(SplatlasClient client, String scene, @Nullable Viewpoint view) {
      QueryImageRequest.Builder request =
          QueryImageRequest.newBuilder()
              .setSceneId(scene)
              .setImage(picture.getImage())
              .setEncoding(picture.getEncoding())
              .setWidth(picture.getWidth())
              .setHeight(picture.getHeight())
              .setMinSimilarity(-1);
      if (view != null) {
        request.setView(view);
      }
      return client.query().queryImage(request.build());
    }

    @Override
    public WatchMatchesRequest.Builder standing() {
      return WatchMatchesRequest.newBuilder().setPicture(picture);
    }
  }
}
