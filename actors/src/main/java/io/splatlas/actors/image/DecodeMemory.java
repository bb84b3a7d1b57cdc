package io.splatlas.actors.image;

import java.util.concurrent.Semaphore;

/**
 * Room for images while they are decoded and worked on: a quarter of the heap for all of them
 * together, so that large ones come one after another where the heap does not hold several. Who
 * asks for room waits for it, in the order of asking: not for actor threads.
 *
 * <p>Nobody asks for more while holding some.
 */
public final class DecodeMemory {
  /** A pixel with depth, undistorted: decoded twice, looked up, as bytes, shorts and floats. */
  private static final int BYTES_PER_PIXEL = 25;

  private static final int SHARE_OF_HEAP = 4;

  private static final DecodeMemory OF_HEAP =
      new DecodeMemory(most(Runtime.getRuntime().maxMemory()));

  private final int pixels;
  private final Semaphore free;

  /**
   * @param pixels that may be worked on at a time, at least 1
   */
  DecodeMemory(long pixels) {
    this.pixels = Math.clamp(pixels, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(this.pixels, true);
  }

  /** This process's. */
  public static DecodeMemory ofHeap() {
    return OF_HEAP;
  }

  /** Pixels for which a heap has room. */
  static long most(long heapBytes) {
    return Math.max(1, heapBytes / SHARE_OF_HEAP / BYTES_PER_PIXEL);
  }

  /**
   * Work on an image.
   *
   * @param <T> outcome
   * @param <E> failure
   */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /**
   * Works on an image as soon as there is room for it; one that is larger than all the room takes
   * all of it.
   */
  public <T, E extends Exception> T within(int width, int height, Work<T, E> work) throws E {
    int taken = Math.clamp((long) width * height, 1, pixels);
    free.acquireUninterruptibly(taken);
    try {
      return work.run();
    } finally {
      free.release(taken);
    }
  }
}
