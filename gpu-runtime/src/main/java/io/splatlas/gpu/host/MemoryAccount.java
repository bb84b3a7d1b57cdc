package io.splatlas.gpu.host;

import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;

/**
 * The account of a device's memory: bytes are taken here before an array is created, so that an
 * operation that would not fit is refused while nothing has changed. Used by one thread at a time,
 * like its device.
 */
public final class MemoryAccount {
  private final long cap;
  private long used;

  /**
   * @param cap bytes, at least 1
   */
  public MemoryAccount(long cap) {
    if (cap < 1) {
      throw new IllegalArgumentException(
          "the memory cap must be at least 1 byte, got " + cap + "; raise it");
    }
    this.cap = cap;
  }

  /**
   * Takes bytes.
   *
   * @param what who asks, named so that a user can act on it
   * @throws DeviceMemoryException when they do not fit under the cap; nothing is taken then
   */
  public void take(String what, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("cannot take " + bytes + " bytes");
    }
    if (bytes > cap - used) {
      throw new DeviceMemoryException(what, bytes, state());
    }
    used += bytes;
  }

  /** Gives back bytes taken before. */
  public void give(long bytes) {
    if (bytes < 0 || bytes > used) {
      throw new IllegalArgumentException("cannot give back " + bytes + " of " + used + " bytes");
    }
    used -= bytes;
  }

  /** The account now. */
  public DeviceMemory state() {
    return new DeviceMemory(used, cap);
  }
}
