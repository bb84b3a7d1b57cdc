package io.splatlas.gateway.auth;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One scope on the scenes of a pattern, written {@code capture:kitchen}, {@code watch:lab-*} or
 * {@code admin:*}.
 *
 * @param scope what may be done
 * @param scenes the id of a scene, a prefix followed by {@code *}, or {@code *} for all
 */
public record SceneGrant(Scope scope, String scenes) {
  private static final Pattern SCENES = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}\\*?|\\*");

  public SceneGrant {
    if (!SCENES.matcher(scenes).matches()) {
      throw new IllegalArgumentException(
          "scenes are an id, a prefix and *, or *, not '" + scenes + "'");
    }
  }

  /** Reads a grant; empty when the text is none, such as a scope of somebody else's service. */
  public static Optional<SceneGrant> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || !SCENES.matcher(text.substring(colon + 1)).matches()) {
      return Optional.empty();
    }
    return Scope.of(text.substring(0, colon))
        .map(scope -> new SceneGrant(scope, text.substring(colon + 1)));
  }

  /** Whether a scene is one of those meant; the empty id (one yet to be made) is in {@code *}. */
  public boolean covers(String scene) {
    return scenes.endsWith("*")
        ? scene.startsWith(scenes.substring(0, scenes.length() - 1))
        : scene.equals(scenes);
  }

  @Override
  public String toString() {
    return scope.word() + ":" + scenes;
  }
}
