package io.splatlas.gateway.convert;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Points in time. */
public final class Times {
  /** 0001-01-01T00:00:00Z, the first a Timestamp may name. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  /** 9999-12-31T23:59:59Z, the last a Timestamp may name. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private Times() {}

  /** Whether a timestamp is within the range that google.protobuf.Timestamp prescribes. */
  public static boolean valid(Timestamp time) {
    return time.getSeconds() >= FIRST_SECOND
        && time.getSeconds() <= LAST_SECOND
        && time.getNanos() >= 0
        && time.getNanos() <= 999_999_999;
  }

  /** A {@linkplain #valid valid} timestamp as an instant. */
  public static Instant toInstant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** An instant as a timestamp. */
  public static Timestamp toTimestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
