package io.splatlas.actors.distill;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Host memory for the feature maps of all scenes of a process. Whoever takes more than there is
 * gives up maps of its own; they are described again when they are needed. Thread-safe.
 */
public final class MapMemory {
  /** Of the heap, maps may take one part in so many. */
  private static final long HEAP_PARTS = 8;

  private final long cap;
  private final AtomicLong used = new AtomicLong();

  /**
   * So much memory.
   *
   * @param cap bytes, at least 0
   */
  public MapMemory(long cap) {
    if (cap < 0) {
      throw new IllegalArgumentException("cap must not be negative, got " + cap);
    }
    this.cap = cap;
  }

  /** An eighth of the heap. */
  public static MapMemory ofHeap() {
    return new MapMemory(Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /** Bytes that are taken. */
  public long used() {
    return used.get();
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Whether more is taken than there is. */
  boolean isOver() {
    return used.get() > cap;
  }
}
