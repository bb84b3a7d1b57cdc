package io.splatlas.gpu.cpu;

import io.splatlas.gpu.host.MemoryAccount;

/**
 * Scratch arrays that only grow, every byte taken from the device's account first. Contents are
 * lost when an array grows.
 */
final class Buffers {
  private final MemoryAccount account;
  private long bytes;

  Buffers(MemoryAccount account) {
    this.account = account;
  }

  /** An array of at least {@code size} values: the current one if it will do. */
  float[] floats(String what, float[] current, long size) {
    return current.length >= size ? current : new float[grow(what, current.length, size, 4)];
  }

  /** See {@link #floats}. */
  int[] ints(String what, int[] current, long size) {
    return current.length >= size ? current : new int[grow(what, current.length, size, 4)];
  }

  /** See {@link #floats}. */
  long[] longs(String what, long[] current, long size) {
    return current.length >= size ? current : new long[grow(what, current.length, size, 8)];
  }

  /** Gives everything back; the arrays must not be used any more. */
  void release() {
    account.give(bytes);
    bytes = 0;
  }

  private int grow(String what, int current, long size, int width) {
    // A quarter more, so that a growing scene does not allocate at every step.
    long roomy = current == 0 ? size : size + size / 4;
    if (roomy > Integer.MAX_VALUE - 64) {
      roomy = size;
    }
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          what + " needs an array of " + size + " values; use a smaller image or fewer Gaussians");
    }
    long more = (roomy - current) * width;
    account.take(what, more);
    bytes += more;
    return (int) roomy;
  }
}
