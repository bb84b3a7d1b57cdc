package io.splatlas.gateway.capture;

import java.util.concurrent.TimeUnit;

/**
 * How fast frames of one robot are taken in: so many a second on average, as many at once after a
 * pause. A faster robot is held back by the transport, not refused, so that it does not take
 * decoding and disk away from others; {@link #pressing} tells how long it has not taken the hint.
 * Pure bookkeeping; not thread-safe.
 */
final class FramePace {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private final long lyingThere;
  private double allowed;
  private long at;
  private boolean held;
  private long askedAt;
  private int pressing;

  /**
   * @param perSecond frames, above 0
   * @param now a clock's nanoseconds
   */
  FramePace(double perSecond, long now) {
    this.perSecond = perSecond;
    this.lyingThere = (long) (NANOS / perSecond / 2);
    this.allowed = perSecond;
    this.at = now;
    this.askedAt = now;
  }

  /** A frame was taken in. */
  void took(long now) {
    refill(now);
    allowed -= 1;
    // One that comes at once when it may had lain in the transport: the robot is ahead of its pace.
    pressing = held && now - askedAt < lyingThere ? pressing + 1 : 0;
    held = false;
  }

  /** Nanoseconds until the next one may be; 0 = now. */
  long pause(long now) {
    refill(now);
    if (allowed >= 1) {
      askedAt = now;
      return 0;
    }
    held = true;
    return Math.max(1, (long) ((1 - allowed) / perSecond * NANOS));
  }

  /** How many seconds of frames in a row had to be held back. */
  double pressing() {
    return pressing / perSecond;
  }

  private void refill(long now) {
    allowed = Math.min(perSecond < 1 ? 1 : perSecond, allowed + (now - at) / NANOS * perSecond);
    at = now;
  }
}
