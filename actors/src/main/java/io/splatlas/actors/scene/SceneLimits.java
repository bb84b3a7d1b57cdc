package io.splatlas.actors.scene;

import java.time.Duration;

/**
 * Limits of a server.
 *
 * @param scenes it holds at most, at least 1, default 64
 * @param answer time a scene has to answer when scenes are listed, above 0, default 3 s
 */
public record SceneLimits(int scenes, Duration answer) {
  public static final SceneLimits DEFAULTS = new SceneLimits(64, Duration.ofSeconds(3));

  public SceneLimits {
    if (scenes < 1) {
      throw new IllegalArgumentException("scenes must be at least 1, got " + scenes);
    }
    if (answer.isNegative() || answer.isZero()) {
      throw new IllegalArgumentException("answer must be above 0, got " + answer);
    }
  }
}
