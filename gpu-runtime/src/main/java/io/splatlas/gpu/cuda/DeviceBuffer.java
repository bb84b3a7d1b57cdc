package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/**
 * A piece of device memory. Offsets and counts are in values of four bytes, what planes are made
 * of, unless said otherwise.
 */
final class DeviceBuffer implements AutoCloseable {
  private final DeviceHeap heap;
  private final CUdeviceptr pointer;
  private final long bytes;
  private final long block;
  private boolean closed;

  /**
   * @param bytes that were asked for
   * @param block bytes that it takes
   */
  DeviceBuffer(DeviceHeap heap, CUdeviceptr pointer, long bytes, long block) {
    this.heap = heap;
    this.pointer = pointer;
    this.bytes = bytes;
    this.block = block;
  }

  long bytes() {
    return bytes;
  }

  /** Bytes that it takes from the card. */
  long block() {
    return block;
  }

  CUdeviceptr pointer() {
    if (closed) {
      throw new IllegalStateException("this device memory was given back");
    }
    return pointer;
  }

  /** Where the value of that number lies. */
  CUdeviceptr at(long value) {
    return pointer().withByteOffset(value * Float.BYTES);
  }

  void clear() {
    clear(0, bytes / Float.BYTES);
  }

  void clear(long first, long count) {
    if (count > 0) {
      CudaContext context = heap.context();
      context.check(
          "cuMemsetD32", JCudaDriver.cuMemsetD32Async(at(first), 0, count, context.stream()));
    }
  }

  // Writes return when the values have been read, reads when they are there; see Staging.

  void write(long first, float[] values, int count) {
    write(first, MemorySegment.ofArray(values), 4L * count);
  }

  void write(long first, int[] values, int count) {
    write(first, MemorySegment.ofArray(values), 4L * count);
  }

  void write(byte[] values) {
    write(0, MemorySegment.ofArray(values), values.length);
  }

  void write(short[] values) {
    write(0, MemorySegment.ofArray(values), 2L * values.length);
  }

  void read(long first, float[] values, int offset, int count) {
    read(first, MemorySegment.ofArray(values).asSlice(4L * offset, 4L * count));
  }

  void read(int[] values, int count) {
    read(0, MemorySegment.ofArray(values).asSlice(0, 4L * count));
  }

  void read(long[] values) {
    read(0, MemorySegment.ofArray(values));
  }

  void read(double[] values) {
    read(0, MemorySegment.ofArray(values));
  }

  /** Copies the first bytes to the host, when the device has come to it. */
  void copyTo(PinnedMemory to, long offset, long count) {
    CudaContext context = heap.context();
    context.check(
        "cuMemcpyDtoH",
        JCudaDriver.cuMemcpyDtoHAsync(to.at(offset), pointer(), count, context.stream()));
  }

  /** Copies values of another buffer to the same stream's order. */
  void copy(long first, DeviceBuffer from, long fromFirst, long count) {
    if (count > 0) {
      CudaContext context = heap.context();
      context.check(
          "cuMemcpyDtoD",
          JCudaDriver.cuMemcpyDtoDAsync(
              at(first), from.at(fromFirst), 4 * count, context.stream()));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      heap.free(this, pointer, block);
    }
  }

  private void write(long first, MemorySegment from, long count) {
    heap.staging().upload(from.asSlice(0, count), at(first));
  }

  private void read(long first, MemorySegment to) {
    heap.staging().download(at(first), to);
  }
}
