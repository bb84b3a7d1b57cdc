package io.splatlas.actors.runtime;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The calls of viewers that are under way in this server, from its door until their answers are
 * made. On its way a call is passed from thread to thread a dozen times, and wherever a device
 * computes on the processors that these threads need, each of them waits for one: so the devices
 * are told of a call before its job comes, and until its answer is made. Thread-safe.
 */
public final class Viewers {
  private int underWay;
  private long calls;

  /** A call has come. {@link #left} follows. */
  public synchronized void came() {
    underWay++;
    calls++;
  }

  /** The answer of a call is made, or it failed. */
  public synchronized void left() {
    underWay--;
    notifyAll();
  }

  /** Whether a call is under way. */
  public synchronized boolean any() {
    return underWay > 0;
  }

  /** Calls that have come so far, those that left included. */
  public synchronized long calls() {
    return calls;
  }

  /** Something has changed that who waits may be waiting for. */
  synchronized void wake() {
    notifyAll();
  }

  /** Waits until all have left, {@link #wake} was called and it is so, or the time is over. */
  synchronized void await(BooleanSupplier enough, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; underWay > 0 && left > 0 && !enough.getAsBoolean(); ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }
}
