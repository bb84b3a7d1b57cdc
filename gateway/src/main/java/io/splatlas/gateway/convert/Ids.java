package io.splatlas.gateway.convert;

import io.splatlas.gateway.status.Violations;
import java.util.regex.Pattern;

/** Names of scenes and robots. */
public final class Ids {
  private static final Pattern SCENE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern ROBOT = Pattern.compile("[a-z0-9_-]{1,64}");

  private Ids() {}

  /** Whether a text can be the id of a scene. */
  public static boolean isScene(String id) {
    return SCENE.matcher(id).matches();
  }

  /** Notes a scene id that cannot be one. */
  public static void checkScene(String id, String field, Violations violations) {
    violations.require(
        isScene(id),
        field,
        "must be 1 to 64 characters of a-z, 0-9, '-' and '_', starting with a letter or digit");
  }

  /**
   * Answers the {@code scene_id} of a request.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when it cannot be one
   */
  public static String requireScene(String id) {
    Violations violations = new Violations();
    checkScene(id, "scene_id", violations);
    violations.throwIfAny();
    return id;
  }

  /** Notes a robot id that cannot be one. */
  public static void checkRobot(String id, String field, Violations violations) {
    violations.require(
        ROBOT.matcher(id).matches(), field, "must be 1 to 64 characters of a-z, 0-9, '-' and '_'");
  }
}
