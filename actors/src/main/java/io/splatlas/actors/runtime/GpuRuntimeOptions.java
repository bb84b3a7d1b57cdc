package io.splatlas.actors.runtime;

import java.time.Duration;
import java.util.Map;

/**
 * How the device is shared.
 *
 * @param sliceTarget what a slice should take at most, milliseconds to seconds, default 50 ms
 * @param queueBounds jobs that may wait, per class, at least 1; default 32 interactive, 256 others
 * @param patience slices of other classes after which a waiting class gets one, per class, at least
 *     1; default 1 interactive, 4 lift, 8 train, 12 snapshot
 * @param reopenDelay pause before a lost device is opened again, default 1 s
 */
public record GpuRuntimeOptions(
    Duration sliceTarget,
    Map<JobClass, Integer> queueBounds,
    Map<JobClass, Integer> patience,
    Duration reopenDelay) {
  public static final GpuRuntimeOptions DEFAULTS =
      new GpuRuntimeOptions(
          Duration.ofMillis(50),
          Map.of(
              JobClass.INTERACTIVE, 32,
              JobClass.LIFT, 256,
              JobClass.TRAIN, 256,
              JobClass.SNAPSHOT, 256),
          Map.of(
              JobClass.INTERACTIVE, 1,
              JobClass.LIFT, 4,
              JobClass.TRAIN, 8,
              JobClass.SNAPSHOT, 12),
          Duration.ofSeconds(1));

  public GpuRuntimeOptions {
    queueBounds = Map.copyOf(queueBounds);
    patience = Map.copyOf(patience);
    if (sliceTarget.toMillis() < 1 || sliceTarget.toSeconds() > 10) {
      throw new IllegalArgumentException("sliceTarget must be 1 ms to 10 s, got " + sliceTarget);
    }
    if (reopenDelay.isNegative()) {
      throw new IllegalArgumentException("reopenDelay must not be negative, got " + reopenDelay);
    }
    for (JobClass jobClass : JobClass.values()) {
      requirePositive("queueBounds", queueBounds, jobClass);
      requirePositive("patience", patience, jobClass);
    }
  }

  /** Jobs of a class that may wait. */
  public int queueBound(JobClass jobClass) {
    return queueBounds.getOrDefault(jobClass, 1);
  }

  /** Slices of other classes after which a waiting class gets one. */
  public int patience(JobClass jobClass) {
    return patience.getOrDefault(jobClass, 1);
  }

  private static void requirePositive(
      String field, Map<JobClass, Integer> values, JobClass jobClass) {
    if (values.getOrDefault(jobClass, 0) < 1) {
      throw new IllegalArgumentException(field + " must give " + jobClass + " at least 1");
    }
  }
}
