package io.splatlas.actors.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a runtime amidst a slice that an interactive job is on its way: the job itself lies in a
 * mailbox that is read between slices only. Rung by {@link GpuRuntimes} as jobs come in, on any
 * thread; answered and looked at on the device's.
 */
final class Doorbell {
  private static final long NEVER = Long.MIN_VALUE;

  private final Viewers viewers;
  private final AtomicLong rung = new AtomicLong(NEVER);
  private long answered = NEVER;

  /**
   * @param viewers whose calls the jobs are of; woken by every ring
   */
  Doorbell(Viewers viewers) {
    this.viewers = viewers;
  }

  /** An interactive job came in at this time, nanoseconds of the clock that stamps it. */
  void ring(long nanos) {
    rung.set(nanos);
    viewers.wake();
  }

  /** The job that came in at this time was read: those before it are read, or were lost. */
  void answer(long nanos) {
    answered = nanos;
  }

  /** Whether a job is on its way that was not read. */
  boolean isRinging() {
    long newest = rung.get();
    return newest != NEVER && (answered == NEVER || newest - answered > 0);
  }

  /** Whose calls the jobs are of. */
  Viewers viewers() {
    return viewers;
  }
}
