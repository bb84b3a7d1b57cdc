package io.splatlas.gateway.limit;

import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.status.GrpcErrors;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Bounds what one principal has under way of a kind of work of which the server, or a scene, takes
 * only so much at a time: less than all of it, so that there is room for others. What counts is the
 * work, not the call: who leaves before it is done has it under way still. Where nobody is asked
 * who they are there are no others, and no bound. Thread-safe.
 */
public final class FairShare {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String work;
  private final int most;
  private final Map<String, Integer> underWay = new HashMap<>();

  /**
   * Nothing under way.
   *
   * @param work as told to clients, such as {@code renders}
   * @param most of one principal, at least 1
   */
  public FairShare(String work, int most) {
    this.work = work;
    this.most = most;
  }

  /**
   * Does some work, unless the principal has too much of it under way: then the outcome is
   * RESOURCE_EXHAUSTED with RetryInfo.
   */
  public <T> CompletionStage<T> within(
      Principal principal, Supplier<? extends CompletionStage<T>> doing) {
    if (principal.equals(Principal.LOCAL)) {
      return doing.get();
    }
    String name = principal.name();
    if (!enter(name)) {
      return CompletableFuture.failedFuture(exceeded(name));
    }
    CompletionStage<T> done;
    try {
      done = doing.get();
    } catch (RuntimeException failure) {
      leave(name);
      throw failure;
    }
    return done.whenComplete((outcome, failure) -> leave(name));
  }

  private synchronized boolean enter(String name) {
    int now = underWay.getOrDefault(name, 0);
    if (now >= most) {
      return false;
    }
    underWay.put(name, now + 1);
    return true;
  }

  private synchronized void leave(String name) {
    underWay.computeIfPresent(name, (same, now) -> now == 1 ? null : now - 1);
  }

  private StatusRuntimeException exceeded(String name) {
    return GrpcErrors.quotaExceeded(
        work,
        "%s has %d %s under way, as many as one principal may".formatted(name, most, work),
        RETRY);
  }
}
