package io.splatlas.gpu.cpu;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbered items, shared out among threads: each begins with a run of neighbours of its own and
 * takes from the end of another's when it has done them. Neighbouring items touch neighbouring
 * memory, so threads that keep apart do not fight for cache lines.
 */
final class WorkShares {
  /** One share a cache line. */
  private static final int STRIDE = 8;

  private final int threads;

  /**
   * Of each thread: its first item that nobody has taken in the upper half, the end in the lower.
   */
  private final AtomicLongArray shares;

  WorkShares(int threads) {
    this.threads = threads;
    shares = new AtomicLongArray(threads * STRIDE);
  }

  /** Shares items {@code 0..items-1} out; nobody takes any meanwhile. */
  void deal(int items) {
    for (int thread = 0; thread < threads; thread++) {
      long first = (long) items * thread / threads;
      long end = (long) items * (thread + 1) / threads;
      shares.set(thread * STRIDE, first << 32 | end);
    }
  }

  /** The next item of a thread, -1 when all are taken. */
  int take(int thread) {
    int own = thread * STRIDE;
    long share = shares.get(own);
    while (first(share) < end(share)) {
      if (shares.compareAndSet(own, share, share + (1L << 32))) {
        return first(share);
      }
      share = shares.get(own);
    }
    for (int next = 1; next < threads; next++) {
      int item = takeLastOf((thread + next) % threads);
      if (item >= 0) {
        return item;
      }
    }
    return -1;
  }

  /** Leaves no item to anyone. */
  void discard() {
    for (int thread = 0; thread < threads; thread++) {
      shares.set(thread * STRIDE, 0);
    }
  }

  private int takeLastOf(int thread) {
    int other = thread * STRIDE;
    long share = shares.get(other);
    while (first(share) < end(share)) {
      if (shares.compareAndSet(other, share, share - 1)) {
        return end(share) - 1;
      }
      share = shares.get(other);
    }
    return -1;
  }

  private static int first(long share) {
    return (int) (share >>> 32);
  }

  private static int end(long share) {
    return (int) share;
  }
}
