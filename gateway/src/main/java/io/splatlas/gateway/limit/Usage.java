package io.splatlas.gateway.limit;

import java.util.EnumMap;
import java.util.Map;

/** What one principal uses now. Not thread-safe: {@link Quotas} lets one in at a time. */
final class Usage {
  private static final double NANOS = 1e9;

  private final PrincipalLimits limits;
  private final Map<StreamKind, Integer> open = new EnumMap<>(StreamKind.class);
  private double spent;
  private long at;

  /**
   * @param now a clock's nanoseconds
   */
  Usage(PrincipalLimits limits, long now) {
    this.limits = limits;
    this.at = now;
  }

  /** Opens a stream unless as many as may be are open. */
  boolean open(StreamKind kind) {
    int count = open.getOrDefault(kind, 0);
    if (count >= limits.most(kind)) {
      return false;
    }
    open.put(kind, count + 1);
    return true;
  }

  /** Closes one that was opened. */
  boolean close(StreamKind kind) {
    return open.merge(kind, -1, Integer::sum) >= 0;
  }

  /**
   * Spends, or tells how long to wait until that can be afforded.
   *
   * @param cost megapixels
   * @return nanoseconds to wait; 0 when it was spent
   */
  long spend(double cost, long now) {
    refill(now);
    double over = spent + cost - limits.queryBurst();
    if (over > 0) {
      return Math.max(1, (long) (over / limits.queryRate() * NANOS));
    }
    spent += cost;
    return 0;
  }

  /** Whether there is nothing to remember. */
  boolean idle(long now) {
    refill(now);
    return spent == 0 && open.values().stream().allMatch(count -> count == 0);
  }

  private void refill(long now) {
    spent = Math.max(0, spent - (now - at) / NANOS * limits.queryRate());
    at = now;
  }
}
