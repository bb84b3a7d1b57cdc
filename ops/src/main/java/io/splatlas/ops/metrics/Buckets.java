package io.splatlas.ops.metrics;

import java.time.Duration;

/**
 * Bounds of histograms. A quantile is as exact as the buckets are narrow where values are, and the
 * threshold of an alert must be a bound: between two bounds Prometheus guesses.
 */
final class Buckets {
  /** From arrival of a frame to what becomes of it: seconds, up to minutes when training waits. */
  static final Duration[] OF_FRAMES = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(3),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(15),
    Duration.ofSeconds(20),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120)
  };

  private Buckets() {}
}
