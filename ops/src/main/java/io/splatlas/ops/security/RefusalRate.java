package io.splatlas.ops.security;

import java.util.function.LongSupplier;

/**
 * How many calls that were turned away are written down one by one: so many at once, then so many a
 * second. Whoever may reach the server can be turned away as often as they like; the disk is not
 * theirs to fill. Thread-safe.
 */
final class RefusalRate {
  private static final double NANOS = 1e9;

  private final double atOnce;
  private final double perSecond;
  private final LongSupplier nanos;
  private double left;
  private long at;

  /**
   * @param nanos a clock that only goes forward
   */
  RefusalRate(double atOnce, double perSecond, LongSupplier nanos) {
    this.atOnce = atOnce;
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.left = atOnce;
    this.at = nanos.getAsLong();
  }

  /** Whether one more may be written down now; it counts as written then. */
  synchronized boolean take() {
    long now = nanos.getAsLong();
    left = Math.min(atOnce, left + (now - at) / NANOS * perSecond);
    at = now;
    if (left < 1) {
      return false;
    }
    left -= 1;
    return true;
  }
}
