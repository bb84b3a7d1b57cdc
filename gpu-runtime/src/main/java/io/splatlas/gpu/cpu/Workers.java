package io.splatlas.gpu.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool that works through numbered items together with the calling thread. Which thread
 * gets which item is left to chance (see {@link WorkShares}); tasks must write only what belongs to
 * the item (or to the worker's scratch).
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

  private final Thread[] threads;
  private final WorkShares shares;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger generation = new AtomicInteger();
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
    running.set(threads.length);
    generation.incrementAndGet();
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    drain(work, 0);
    for (int spin = 0; running.get() != 0; spin++) {
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
    int seen = 0;
    while (true) {
      for (int spin = 0; generation.get() == seen; spin++) {
        if (closed) {
          return;
        }
        pause(spin);
      }
      seen = generation.get();
      Task work = task;
      if (work != null) {
        drain(work, worker);
      }
      if (running.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
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
