package io.splatlas.gateway.convert;

import com.google.protobuf.InvalidProtocolBufferException;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import org.jspecify.annotations.NullMarked;

/** What makes and lists scenes. */
@NullMarked
public final class OptionsFuzz {
  private OptionsFuzz() {}

  /** Reads options and page tokens. */
  public static void run(byte[] input) {
    try {
      CreateSceneRequest create = CreateSceneRequest.parseFrom(input);
      Violations violations = new Violations();
      Ids.checkScene(create.getSceneId(), "scene_id", violations);
      SceneMessages.toOptions(create.getOptions(), violations);
      PageToken.read(ListScenesRequest.parseFrom(input).getPageToken())
          .filter(Ids::isScene)
          .ifPresent(id -> requireRoundTrip(id));
    } catch (InvalidProtocolBufferException malformed) {
      if (malformed.getMessage() == null) {
        throw new AssertionError("refused without a word", malformed);
      }
    }
  }

  private static void requireRoundTrip(String id) {
    if (!PageToken.read(PageToken.after(id)).orElse("").equals(id)) {
      throw new AssertionError("a token does not lead back to " + id);
    }
  }
}
