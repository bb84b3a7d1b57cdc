package io.splatlas.gpu.cpu;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Nanoseconds that the stages of a device have taken since it was created, as the calling thread
 * saw them. Any thread may read.
 */
public final class StageTimes {
  /** What a device does, in the order of an optimisation step. */
  public enum Stage {
    /** Projection, colour, culling. */
    PROJECT,
    /** Depth order and tile lists. */
    BIN,
    /** Blending. */
    FORWARD,
    /** L1, SSIM, depth and their gradients. */
    LOSS,
    /** The gradient of blending. */
    BACKWARD,
    /** Chain rule per Gaussian, Adam, statistics for growth. */
    ADAM
  }

  private final Map<Stage, AtomicLong> nanos = new EnumMap<>(Stage.class);
  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong renders = new AtomicLong();
  private final AtomicLong entries = new AtomicLong();
  private final LongSupplier clock;

  StageTimes(LongSupplier clock) {
    this.clock = clock;
    for (Stage stage : Stage.values()) {
      nanos.put(stage, new AtomicLong());
    }
  }

  /** Nanoseconds in a stage. */
  public long nanos(Stage stage) {
    AtomicLong sum = nanos.get(stage);
    return sum == null ? 0 : sum.get();
  }

  /** Optimisation steps. */
  public long steps() {
    return steps.get();
  }

  /** Renders. */
  public long renders() {
    return renders.get();
  }

  /** (Gaussian, tile) pairs of all optimisation steps. */
  public long entries() {
    return entries.get();
  }

  long now() {
    return clock.getAsLong();
  }

  /**
   * Adds the time since {@code start} to a stage.
   *
   * @return now
   */
  long lap(Stage stage, long start) {
    long now = now();
    AtomicLong sum = nanos.get(stage);
    if (sum != null) {
      sum.addAndGet(now - start);
    }
    return now;
  }

  void addStep(long tileEntries) {
    steps.incrementAndGet();
    entries.addAndGet(tileEntries);
  }

  void addRender() {
    renders.incrementAndGet();
  }
}
