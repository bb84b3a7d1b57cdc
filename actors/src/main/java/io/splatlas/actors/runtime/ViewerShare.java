package io.splatlas.actors.runtime;

/**
 * The share of the device's time of late that went to interactive jobs, and what follows from it:
 * viewers may cut the slices of others short up to a half. Beyond it slices are whole again, so
 * that who streams renders as fast as they come does not bring training to a halt.
 */
final class ViewerShare {
  /** How long a slice is remembered, nanoseconds of the device's work. */
  private static final double MEMORY = 1e9;

  private static final double MOST = 0.5;

  private double share;

  /** Books a slice. */
  void book(JobClass jobClass, long nanos) {
    double kept = Math.exp(-Math.max(0, nanos) / MEMORY);
    share = share * kept + (jobClass == JobClass.INTERACTIVE ? 1 - kept : 0);
  }

  /** Whether a slice of this class may be cut short for who waits. */
  boolean mayCutShort(JobClass jobClass) {
    return jobClass != JobClass.INTERACTIVE && share < MOST;
  }
}
