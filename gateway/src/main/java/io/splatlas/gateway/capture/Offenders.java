package io.splatlas.gateway.capture;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Robots whose streams were ended because they kept to no rate and no credit. They are told when to
 * come again, and who comes earlier waits until then: else a flood would go on as if nothing had
 * been said, with a fresh allowance each time. Two seconds for the first time, twice as long for
 * each one that follows, a minute at most; ten minutes without are forgiven. Thread-safe.
 */
public final class Offenders {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

  /** More are not remembered: the one whose last offence is longest ago is forgotten. */
  private static final int MOST = 10_000;

  private record Offence(Duration pause, long at) {}

  private final LongSupplier nanos;
  private final Map<CapturingRobot, Offence> offences = new LinkedHashMap<>();

  /**
   * Nobody.
   *
   * @param nanos a clock that only goes forward
   */
  public Offenders(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A robot's stream is being ended.
   *
   * @return how long it must stay away
   */
  synchronized Duration offended(CapturingRobot robot) {
    long now = nanos.getAsLong();
    Offence before = offences.remove(robot);
    Duration pause = FIRST;
    if (before != null && now - before.at() < FORGIVEN_AFTER.toNanos()) {
      Duration twice = before.pause().multipliedBy(2);
      pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
    offences.put(robot, new Offence(pause, now));
    if (offences.size() > MOST) {
      offences.remove(offences.keySet().iterator().next());
    }
    return pause;
  }

  /** How long a robot must stay away still; zero when it may come. */
  synchronized Duration pauseOf(CapturingRobot robot) {
    Offence offence = offences.get(robot);
    if (offence == null) {
      return Duration.ZERO;
    }
    long left = offence.at() + offence.pause().toNanos() - nanos.getAsLong();
    return Duration.ofNanos(Math.max(0, left));
  }
}
