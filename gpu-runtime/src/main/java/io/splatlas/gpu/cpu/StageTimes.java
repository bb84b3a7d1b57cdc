package io.splatlas.gpu.cpu;

/**
 * Nanoseconds the stages of a device have taken since it was created; wall-clock, not per thread.
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
    UPDATE
  }

  private final long[] nanos = new long[Stage.values().length];
  private long steps;
  private long renders;
  private long entries;

  void add(Stage stage, long time) {
    nanos[stage.ordinal()] += time;
  }

  void addStep(long tileEntries) {
    steps++;
    entries += tileEntries;
  }

  void addRender() {
    renders++;
  }

  /** Nanoseconds in a stage. */
  public long nanos(Stage stage) {
    return nanos[stage.ordinal()];
  }

  /** Optimisation steps. */
  public long steps() {
    return steps;
  }

  /** Renders. */
  public long renders() {
    return renders;
  }

  /** (Gaussian, tile) pairs of all optimisation steps. */
  public long entries() {
    return entries;
  }

  /** The figures now; the copy does not change. */
  public StageTimes copy() {
    StageTimes copy = new StageTimes();
    System.arraycopy(nanos, 0, copy.nanos, 0, nanos.length);
    copy.steps = steps;
    copy.renders = renders;
    copy.entries = entries;
    return copy;
  }
}
