package io.splatlas.ops.cli;

import io.splatlas.ops.client.Reconnect;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;

/** How commands come back to a server that went away. */
final class Reconnections {
  /** About five minutes without any answer. */
  private static final int ATTEMPTS = 40;

  private Reconnections() {}

  /** Waits about five minutes for a server to come back. */
  static Reconnect patient() {
    return Reconnect.upTo(ATTEMPTS, new SplittableRandom());
  }

  /**
   * What a person is told.
   *
   * @param where it goes on, or empty
   */
  static String told(String why, Duration pause, String where) {
    return String.format(
        Locale.ROOT,
        "cut off (%s); again in %.1f s%s",
        why.lines().findFirst().orElse(""),
        pause.toMillis() / 1e3,
        where.isEmpty() ? "" : " " + where);
  }
}
