package io.splatlas.actors.runtime;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What other work does for viewers: it ends its slice after the step under way when one has come,
 * and leaves the processors to the threads that bring a call's job to the device and its answer
 * back, for a moment. Both only while viewers have had less than their share ({@link ViewerShare}).
 * Used by the device's thread only.
 */
final class Courtesy {
  /**
   * What is waited for a call's job to come, and for its answer to be made. The threads that do it
   * need about 5 ms for a small picture when they have a processor; a large one is not waited for.
   */
  private static final long PATIENCE_NANOS = 10_000_000;

  private final Doorbell doorbell;
  private final Viewers viewers;
  private final LongSupplier clock;
  private final ViewerShare share = new ViewerShare();

  /** Calls whose jobs have run, or that are waited for no more. */
  private long knownCalls;

  private boolean answering;

  /**
   * @param doorbell of the device
   * @param clock nanoseconds
   */
  Courtesy(Doorbell doorbell, LongSupplier clock) {
    this.doorbell = doorbell;
    this.viewers = doorbell.viewers();
    this.clock = clock;
  }

  /** An interactive job that came in at this time was read. */
  void met(long since) {
    doorbell.answer(since);
  }

  /** A slice was run. */
  void ran(JobClass jobClass, long nanos) {
    share.book(jobClass, nanos);
    if (jobClass == JobClass.INTERACTIVE) {
      knownCalls = viewers.calls();
      answering = true;
    }
  }

  /** What tells a slice of this class that it must end. */
  BooleanSupplier cutsShort(JobClass jobClass) {
    return share.mayCutShort(jobClass) ? () -> doorbell.isRinging() || isComing() : () -> false;
  }

  private boolean isComing() {
    return viewers.any() && viewers.calls() != knownCalls;
  }

  /**
   * Leaves the processors to calls under way before a slice of another class begins.
   *
   * @return whether a job lies in the mailbox now that was not there before
   */
  boolean standAside() throws InterruptedException {
    boolean mayWait = viewers.any() && (answering || viewers.calls() != knownCalls);
    if (!mayWait || !share.mayCutShort(JobClass.TRAIN)) {
      return false;
    }
    long start = clock.getAsLong();
    viewers.await(doorbell::isRinging, PATIENCE_NANOS);
    share.book(JobClass.INTERACTIVE, clock.getAsLong() - start);
    if (!doorbell.isRinging()) {
      knownCalls = viewers.calls();
      answering = false;
    }
    return doorbell.isRinging();
  }
}
