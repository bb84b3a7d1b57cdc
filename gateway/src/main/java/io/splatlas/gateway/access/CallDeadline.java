package io.splatlas.gateway.access;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long the client of the present call still waits. */
public final class CallDeadline {
  private static final Duration LEAST = Duration.ofMillis(1);

  private CallDeadline() {}

  /**
   * The shorter of a limit and the time the client still waits, at least 1 ms. Call it on the
   * thread gRPC calls the service on.
   */
  public static Duration orAtMost(Duration limit) {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return limit;
    }
    Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    Duration shorter = left.compareTo(limit) < 0 ? left : limit;
    return shorter.compareTo(LEAST) < 0 ? LEAST : shorter;
  }
}
