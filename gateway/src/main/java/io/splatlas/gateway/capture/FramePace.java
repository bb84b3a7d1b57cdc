package io.splatlas.gateway.capture;

import java.util.concurrent.TimeUnit;

/**
 * How fast frames of one robot are taken in: so many a second on average, as many at once after a
 * pause. A faster robot is held back by the transport, not refused, so that it does not take
 * decoding and disk away from others. Pure bookkeeping; not thread-safe.
 */
final class FramePace {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private double allowed;
  private long at;

  /**
   * @param perSecond frames, above 0
   * @param now a clock's nanoseconds
   */
  FramePace(double perSecond, long now) {
    this.perSecond = perSecond;
    this.allowed = perSecond;
    this.at = now;
  }

  /** A frame was taken in. */
  void took(long now) {
    refill(now);
    allowed -= 1;
  }

  /** Nanoseconds until the next one may be; 0 = now. */
  long pause(long now) {
    refill(now);
    return allowed >= 1 ? 0 : Math.max(1, (long) ((1 - allowed) / perSecond * NANOS));
  }

  private void refill(long now) {
    allowed = Math.min(perSecond < 1 ? 1 : perSecond, allowed + (now - at) / NANOS * perSecond);
    at = now;
  }
}
