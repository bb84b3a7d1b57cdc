package io.splatlas.ops.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What robots and subscribers saw while it was measured: how long they waited, what was left out.
 * Thread-safe.
 */
final class Measurement {
  /** Two digits: 1 % of the value. */
  private static final int DIGITS = 2;

  /** Longer waits count as this, microseconds. */
  private static final long LONGEST = TimeUnit.MINUTES.toMicros(10);

  private final ConcurrentHistogram acknowledgements = new ConcurrentHistogram(LONGEST, DIGITS);
  private final ConcurrentHistogram events = new ConcurrentHistogram(LONGEST, DIGITS);
  private final LongAdder refused = new LongAdder();
  private final LongAdder conflated = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private long nanos;

  /** A frame was answered so long after it was sent. */
  void acknowledged(Duration waited, long frameBytes) {
    acknowledgements.recordValue(micros(waited));
    bytes.add(frameBytes);
  }

  /** A frame was refused, for good or for now. */
  void refused() {
    refused.increment();
  }

  /**
   * A change came to a subscriber.
   *
   * @param waited since the server made it
   * @param leftOut older updates it stands for
   */
  void told(Duration waited, long leftOut) {
    events.recordValue(micros(waited));
    conflated.add(leftOut);
  }

  /** A clock that is not the server's may be a little behind it: never below 0. */
  private static long micros(Duration waited) {
    return Math.clamp(waited.toNanos() / 1000, 0, LONGEST);
  }

  /** It was measured for so much longer. */
  void lasted(long moreNanos) {
    nanos += moreNanos;
  }

  /** What was seen, by now. */
  LoadReport.Window window() {
    double seconds = Math.max(1e-9, nanos / 1e9);
    return new LoadReport.Window(
        seconds,
        acknowledgements.getTotalCount() / seconds,
        bytes.sum() / seconds / (1 << 20),
        events.getTotalCount() / seconds,
        LoadReport.Wait.of(acknowledgements),
        LoadReport.Wait.of(events),
        refused.sum(),
        conflated.sum());
  }
}
