package io.splatlas.actors.scene;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How often a part of a scene may be created anew: with pauses that double, and no more than so
 * many times within a window.
 */
final class RestartBudget {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final int RESTARTS = 5;

  private final Deque<Instant> recent = new ArrayDeque<>();

  /** The pause before the next life, or empty when there were too many of late. */
  Optional<Duration> next(Instant now) {
    // Those of the future are from before the clock was set back; they must not count for ever.
    recent.removeIf(at -> at.isBefore(now.minus(WINDOW)) || at.isAfter(now));
    if (recent.size() >= RESTARTS) {
      return Optional.empty();
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << recent.size());
    recent.addLast(now);
    return Optional.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }
}
