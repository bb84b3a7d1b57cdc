package io.splatlas.actors.capture;

/**
 * How a capture takes frames.
 *
 * @param credit frames a robot may have under way, 1..1024, default 8
 * @param backlogLimit durable but untrained frames at which credit is down to 1, at least 2,
 *     default 64
 * @param inFlightBytes compressed bytes under way in one scene, at least 1 MiB, default 128 MiB
 * @param segmentBytes size at which a new log segment is begun, at least 4 KiB, default 64 MiB
 * @param decodeDispatcher Pekko configuration path of the bounded dispatcher that decodes, empty =
 *     Pekko's blocking dispatcher
 * @param diskDispatcher Pekko configuration path of the dispatcher that writes, empty = Pekko's
 *     blocking dispatcher
 */
public record CaptureOptions(
    int credit,
    int backlogLimit,
    long inFlightBytes,
    long segmentBytes,
    String decodeDispatcher,
    String diskDispatcher) {
  public static final CaptureOptions DEFAULTS =
      new CaptureOptions(8, 64, 128L << 20, 64L << 20, "", "");

  public CaptureOptions {
    require(credit >= 1 && credit <= 1024, "credit must be 1 to 1024, got " + credit);
    require(backlogLimit >= 2, "backlogLimit must be at least 2, got " + backlogLimit);
    require(inFlightBytes >= 1 << 20, "inFlightBytes must be at least 1 MiB, got " + inFlightBytes);
    require(segmentBytes >= 4096, "segmentBytes must be at least 4096, got " + segmentBytes);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
