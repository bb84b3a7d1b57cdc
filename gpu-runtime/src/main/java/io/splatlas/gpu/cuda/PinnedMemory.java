package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Host memory that stays where it is, so that copies to and from the device need not wait for the
 * host. Given back with its context.
 */
final class PinnedMemory {
  private final Pointer pointer = new Pointer();
  private final MemorySegment segment;

  /**
   * @param bytes at least 1
   */
  PinnedMemory(CudaContext context, long bytes) {
    context.check("cuMemHostAlloc", JCudaDriver.cuMemHostAlloc(pointer, bytes, 0));
    context.onClose(() -> JCudaDriver.cuMemFreeHost(pointer));
    segment = MemorySegment.ofBuffer(pointer.getByteBuffer(0, bytes));
  }

  /** As the driver takes it. */
  Pointer at(long offset) {
    return pointer.withByteOffset(offset);
  }

  /** As Java reads and writes it, in the machine's byte order. */
  MemorySegment segment() {
    return segment;
  }
}
