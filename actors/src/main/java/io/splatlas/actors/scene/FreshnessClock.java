package io.splatlas.actors.scene;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How long frames take from their arrival to the clustering that reflects them. Frames of before
 * the start do not count: they waited for the server, not in it.
 */
final class FreshnessClock {
  private record Arrival(long number, Instant time) {}

  private static final int MOST_WAITING = 10_000;

  private final Instant start;
  private final Deque<Arrival> waiting = new ArrayDeque<>();

  FreshnessClock(Instant start) {
    this.start = start;
  }

  void taken(long number, Instant arrival) {
    if (arrival.isBefore(start)) {
      return;
    }
    waiting.addLast(new Arrival(number, arrival));
    if (waiting.size() > MOST_WAITING) {
      waiting.removeFirst();
    }
  }

  /**
   * A frame that is reflected.
   *
   * @param number in order of arrival, from 1
   * @param age since its arrival, at least 0 whatever was done to the clock
   */
  record Reflected(long number, Duration age) {}

  /** Frames up to this number are reflected now. */
  List<Reflected> reflected(long number, Instant now) {
    List<Reflected> frames = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().number() <= number) {
      Arrival first = waiting.removeFirst();
      Duration age = Duration.between(first.time(), now);
      frames.add(new Reflected(first.number(), age.isNegative() ? Duration.ZERO : age));
    }
    return frames;
  }

  void clear() {
    waiting.clear();
  }
}
