package io.splatlas.gateway.scene;

import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.CreateSceneRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The id of a scene whose client leaves it to the server. */
final class SceneNames {
  private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final int DIGITS = 24;

  private SceneNames() {}

  static void check(CreateSceneRequest request, Violations violations) {
    violations.require(
        request.getRequestId().isEmpty() || REQUEST_ID.matcher(request.getRequestId()).matches(),
        "request_id",
        "must be 1 to 128 printable characters, such as a UUID");
  }

  /**
   * The id asked for; else one that follows from the request's own id, so that every try means the
   * same scene; else empty: the registry makes one.
   */
  static String of(CreateSceneRequest request, Principal creator) {
    if (!request.getSceneId().isEmpty() || request.getRequestId().isEmpty()) {
      return request.getSceneId();
    }
    String seed = creator.name() + '\n' + request.getRequestId();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
      return "scene-" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
