package io.splatlas.actors.scene;

import io.splatlas.actors.instance.InstanceRegistry.Weight;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * For how long a scene's things have been looked at, and which clusterings are looks that evidence
 * about known instances is counted in. Clusterings that follow each other quickly show nearly the
 * same, also where it is wrong: two of them are no better a witness than one. So evidence is
 * counted by time, not by clusterings, which come as fast as the machine allows.
 *
 * <p>It goes by the robot's clock or by the server's, whichever went further: frames may be learnt
 * from faster than they were taken, and training goes on when no more come. A clock that was put
 * forward counts as one look at most, one that was put back for nothing. Robots whose clocks differ
 * take turns in having the newest frame: only what goes beyond all frames before counts.
 *
 * <p>A look needs new ground, seen since the last one: that a place goes on being learnt from the
 * same photographs, or from others of the same, is no reason to call things otherwise than before
 * (decision 70).
 */
final class EvidenceClock {
  /** Looks are so far apart. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** The latest capture time so far. */
  private @Nullable Instant captured;

  private @Nullable Instant time;
  private Duration evidence = Duration.ZERO;
  private @Nullable Duration lastLook;

  /** Whether ground was seen since the last look that is new. */
  private boolean ground;

  private boolean finishing;

  /**
   * Another clustering.
   *
   * @param newest capture time of its newest frame
   * @param now the server's time
   * @return evidence up to it
   */
  Duration advance(Instant newest, Instant now) {
    Duration robots = since(captured, newest);
    Duration servers = since(time, now);
    evidence = evidence.plus(robots.compareTo(servers) > 0 ? robots : servers);
    captured = captured == null || newest.isAfter(captured) ? newest : captured;
    time = now;
    return evidence;
  }

  private static Duration since(@Nullable Instant last, Instant now) {
    if (last == null || now.isBefore(last)) {
      return Duration.ZERO;
    }
    Duration passed = Duration.between(last, now);
    return passed.compareTo(LOOK) > 0 ? LOOK : passed;
  }

  /** Ground was seen that is new. */
  void newGround() {
    ground = true;
  }

  /** No more frames will come: every look counts until the end, for there is none behind it. */
  void finish() {
    finishing = true;
  }

  /** How much the clustering that was advanced to last may decide; asked once for each. */
  Weight weight() {
    if (lastLook != null && evidence.minus(lastLook).compareTo(LOOK) < 0) {
      return Weight.GLANCE;
    }
    lastLook = evidence;
    boolean counts = ground || finishing;
    ground = false;
    return counts ? Weight.LOOK : Weight.FAMILIAR;
  }
}
