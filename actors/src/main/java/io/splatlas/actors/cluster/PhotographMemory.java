package io.splatlas.actors.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Host memory for the photographs that clusters are seen in, for all scenes of a process. Whoever
 * finds no room waits for its turn, in the order of asking; one that wants more than there is has
 * it all to itself, so nobody waits for ever. Thread-safe.
 */
public final class PhotographMemory {
  /** Of the heap, photographs may take one part in so many. */
  private static final long HEAP_PARTS = 16;

  private final long cap;
  private final Deque<Share> waiting = new ArrayDeque<>();
  private long used;

  /**
   * So much memory.
   *
   * @param cap bytes, at least 0
   */
  public PhotographMemory(long cap) {
    if (cap < 0) {
      throw new IllegalArgumentException("cap must not be negative, got " + cap);
    }
    this.cap = cap;
  }

  /** A sixteenth of the heap. */
  public static PhotographMemory ofHeap() {
    return new PhotographMemory(Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /** Bytes that are given out. */
  public synchronized long used() {
    return used;
  }

  /**
   * Asks for a share; whoever asked must give it back, had or not.
   *
   * @param bytes at least 0
   */
  public Share ask(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative, got " + bytes);
    }
    Share share = new Share(bytes);
    synchronized (this) {
      waiting.add(share);
    }
    giveOut();
    return share;
  }

  private void giveOut() {
    List<Share> had = new ArrayList<>();
    synchronized (this) {
      while (!waiting.isEmpty() && fits(waiting.getFirst().bytes)) {
        Share next = waiting.removeFirst();
        next.given = true;
        used += next.bytes;
        had.add(next);
      }
    }
    // Outside of the lock: whoever waits for it runs here.
    had.forEach(share -> share.had.complete(share));
  }

  private boolean fits(long bytes) {
    return used == 0 || used + bytes <= cap;
  }

  /** A part of the memory that somebody has or waits for. */
  public final class Share implements AutoCloseable {
    private final long bytes;
    private final CompletableFuture<Share> had = new CompletableFuture<>();
    private boolean given;
    private boolean closed;

    private Share(long bytes) {
      this.bytes = bytes;
    }

    /** Itself, as soon as its turn has come; never when it is given back before. */
    public CompletionStage<Share> had() {
      return had.minimalCompletionStage();
    }

    /** Gives it back, or waits no longer; to be called any number of times. */
    @Override
    public void close() {
      synchronized (PhotographMemory.this) {
        if (closed) {
          return;
        }
        closed = true;
        if (given) {
          used -= bytes;
        } else {
          waiting.remove(this);
        }
      }
      giveOut();
    }
  }
}
