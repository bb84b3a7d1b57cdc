package io.splatlas.gpu.cpu;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool that works through numbered items together with the calling thread. Which thread
 * gets which item is left to chance (see {@link WorkShares}); tasks must write only what belongs to
 * the item (or to the worker's scratch).
 *
 * <p>A thread that comes to a task late, because other threads of the machine have its processor,
 * is not waited for: who is there does its share.
 */
final class Workers implements AutoCloseable {
  /** A piece of work. */
  interface Task {
    /**
     * Does one piece.
     *
     * @param item number of the piece
     * @param worker number of the thread, for its scratch space; 0 is the caller
     */
    void run(int item, int worker);
  }

  /**
   * Stages follow each other within microseconds, so waiting threads look a while before sleeping.
   */
  private static final int SPINS = 2000;

  /** What is added to {@link #state} when a task begins, and again when it takes nobody in. */
  private static final long TURN = 1L << 32;

  private final Thread[] threads;
  private final WorkShares shares;

  /**
   * Turns in the upper half, odd while a task takes threads in; the threads that it has taken in
   * and that are not done in the lower.
   */
  private final AtomicLong state = new AtomicLong();

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;
  private volatile @Nullable Thread caller;
  private @Nullable Task task;

  Workers(int count) {
    threads = new Thread[count - 1];
    shares = new WorkShares(count);
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = new Thread(() -> serve(worker), "splatlas-cpu-" + worker);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  /** Threads that work, the caller included. */
  int count() {
    return threads.length + 1;
  }

  /** Runs all items and returns when they are done; rethrows the first failure. */
  void run(int itemCount, Task work) {
    if (threads.length == 0 || itemCount == 1) {
      for (int i = 0; i < itemCount; i++) {
        work.run(i, 0);
      }
      return;
    }
    task = work;
    caller = Thread.currentThread();
    shares.deal(itemCount);
    state.addAndGet(TURN);
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    drain(work, 0);
    state.addAndGet(TURN);
    for (int spin = 0; working(state.get()) != 0; spin++) {
      pause(spin);
    }
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  private void serve(int worker) {
    long done = 0;
    int spin = 0;
    while (!closed) {
      long now = state.get();
      if (!isOpen(now) || turn(now) == done) {
        pause(spin++);
      } else if (state.compareAndSet(now, now + 1)) {
        done = turn(now);
        spin = 0;
        work(worker);
      }
    }
  }

  /** The task cannot change before this thread is done. */
  private void work(int worker) {
    Task work = task;
    if (work != null) {
      drain(work, worker);
    }
    long left = state.decrementAndGet();
    if (working(left) == 0 && !isOpen(left)) {
      LockSupport.unpark(caller);
    }
  }

  private static boolean isOpen(long state) {
    return (turn(state) & 1) != 0;
  }

  private static long turn(long state) {
    return state >>> 32;
  }

  private static int working(long state) {
    return (int) state;
  }

  private void drain(Task work, int worker) {
    try {
      for (int i = shares.take(worker); i >= 0; i = shares.take(worker)) {
        work.run(i, worker);
      }
    } catch (RuntimeException | Error e) {
      shares.discard();
      failure.compareAndSet(null, e);
    }
  }

  private static void pause(int spin) {
    if (spin < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.park(Workers.class);
    }
  }
}
