package io.splatlas.gateway.limit;

import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.status.GrpcErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps every principal within its limits: open streams, and cost of questions as a bucket that
 * refills with time. Thread-safe.
 */
public final class Quotas {
  /** Principals remembered before those that use nothing are forgotten. */
  private static final int MANY = 10_000;

  private static final Duration RETRY_STREAM = Duration.ofSeconds(2);

  private final PrincipalLimits limits;
  private final LongSupplier nanos;
  private final Map<String, Usage> usages = new ConcurrentHashMap<>();
  private volatile int forgetAbove = MANY;

  /**
   * @param nanos a clock that only goes forward, such as {@code System::nanoTime}
   */
  public Quotas(PrincipalLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /**
   * Opens a stream.
   *
   * @return to be run when it has ended; running it again does nothing
   * @throws StatusRuntimeException RESOURCE_EXHAUSTED with RetryInfo when too many are open
   */
  public Runnable open(String principal, StreamKind kind) {
    if (!use(principal, usage -> usage.open(kind))) {
      throw GrpcErrors.quotaExceeded(
          kind.word(),
          "%s has %d %s open, as many as one principal may"
              .formatted(principal, limits.most(kind), kind.word()),
          RETRY_STREAM);
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        use(principal, usage -> usage.close(kind));
      }
    };
  }

  /**
   * Spends on a question.
   *
   * @param cost megapixels, 0 or more
   * @throws StatusRuntimeException RESOURCE_EXHAUSTED with RetryInfo when that cannot be afforded
   *     now
   */
  public void spend(String principal, double cost) {
    if (cost <= 0) {
      return;
    }
    Duration wait = afford(principal, cost);
    if (!wait.isZero()) {
      throw GrpcErrors.quotaExceeded(
          "query_cost",
          "%s asks for more than %.0f megapixels a second".formatted(principal, limits.queryRate()),
          wait);
    }
  }

  /**
   * Spends on a question if that can be afforded now.
   *
   * @param cost megapixels, 0 or more
   * @return zero when it was spent; else how long to wait before asking again
   */
  public Duration afford(String principal, double cost) {
    long now = nanos.getAsLong();
    return Duration.ofNanos(use(principal, usage -> usage.spend(cost, now)));
  }

  /** Alone with what the principal uses: it can neither be forgotten nor used meanwhile. */
  private <T> T use(String principal, Function<Usage, T> change) {
    forget();
    List<T> outcome = new ArrayList<>(1);
    usages.compute(
        principal,
        (name, known) -> {
          Usage usage = known == null ? new Usage(limits, nanos.getAsLong()) : known;
          outcome.add(change.apply(usage));
          return usage;
        });
    return outcome.getFirst();
  }

  /** Looks through many principals only when as many more have come since it did so last. */
  private void forget() {
    if (usages.size() > forgetAbove) {
      long now = nanos.getAsLong();
      for (String name : usages.keySet()) {
        usages.computeIfPresent(name, (same, usage) -> usage.idle(now) ? null : usage);
      }
      forgetAbove = Math.max(MANY, 2 * usages.size());
    }
  }

  /** Principals that are remembered. */
  int remembered() {
    return usages.size();
  }
}
