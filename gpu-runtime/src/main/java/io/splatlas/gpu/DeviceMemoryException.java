package io.splatlas.gpu;

/** An operation needs more device memory than the cap leaves; nothing was changed. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what what was asked for, named so that a user can act on it
   * @param needed bytes it needs
   * @param memory the account at that time
   */
  public DeviceMemoryException(String what, long needed, DeviceMemory memory) {
    super(
        "%s needs %d MiB, but only %d of %d MiB of device memory are free"
            .formatted(
                what, needed >> 20, (memory.cap() - memory.used()) >> 20, memory.cap() >> 20));
  }
}
