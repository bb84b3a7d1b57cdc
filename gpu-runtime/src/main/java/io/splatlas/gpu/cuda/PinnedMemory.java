package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Host memory that stays where it is, so that copies to and from the device need not wait for the
 * host. Given back with its context at the latest.
 */
final class PinnedMemory implements AutoCloseable {
  private final CudaContext context;
  private final Pointer pointer = new Pointer();
  private final Runnable closer;
  private final MemorySegment segment;

  /**
   * @param bytes at least 1
   */
  PinnedMemory(CudaContext context, long bytes) {
    this.context = context;
    context.check("cuMemHostAlloc", JCudaDriver.cuMemHostAlloc(pointer, bytes, 0));
    closer = () -> JCudaDriver.cuMemFreeHost(pointer);
    context.onClose(closer);
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

  /** No copy to or from it may be on its way. */
  @Override
  public void close() {
    context.closeNow(closer);
  }
}
