package io.splatlas.ops.client;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * When to come back after a call was cut off: pauses that double from half a second to ten, each
 * shortened by up to half at random so that many clients do not come at once, never before the
 * server's {@code RetryInfo}. Not thread-safe.
 */
public final class Reconnect {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final int attempts;
  private final RandomGenerator random;
  private int failed;
  private boolean everSucceeded;

  private Reconnect(int attempts, RandomGenerator random) {
    this.attempts = attempts;
    this.random = random;
  }

  /** Gives up at once. */
  public static Reconnect never() {
    return new Reconnect(0, new SplittableRandom(0));
  }

  /**
   * Gives up when so many attempts in a row got no answer, 40 is about five minutes; at once when
   * there never was one, as the address may be wrong.
   *
   * @param random of the pauses
   */
  public static Reconnect upTo(int attempts, RandomGenerator random) {
    return new Reconnect(attempts, random);
  }

  /** The server answered: the next pause is a short one again. */
  public void succeeded() {
    failed = 0;
    everSucceeded = true;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failure that ended the call
   * @return empty when it is to be given up, or trying again would not help
   */
  public Optional<Duration> after(Throwable failure) {
    if (!everSucceeded || failed >= attempts || !passes(Status.fromThrowable(failure).getCode())) {
      return Optional.empty();
    }
    Duration pause = FIRST.multipliedBy(1L << Math.min(failed, 10));
    Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    long millis = Math.round(bounded.toMillis() * (1 - random.nextDouble() / 2));
    failed++;
    Duration asked = asked(failure);
    return Optional.of(
        asked.toMillis() > millis
            ? asked.plusMillis(Math.round(asked.toMillis() * random.nextDouble() / 2))
            : Duration.ofMillis(millis));
  }

  /** Whether a status says that it may be otherwise soon. */
  private static boolean passes(Status.Code code) {
    return code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED;
  }

  /** What the server asked to wait, 0 where it did not say. */
  private static Duration asked(Throwable failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Duration.ZERO;
    }
    for (var detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
          throw new IllegalArgumentException("a RetryInfo cannot be read", unreadable);
        }
      }
    }
    return Duration.ZERO;
  }
}
