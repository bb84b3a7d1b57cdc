package io.splatlas.gpu.cuda;

import jcuda.Pointer;
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
  private boolean closed;

  DeviceBuffer(DeviceHeap heap, CUdeviceptr pointer, long bytes) {
    this.heap = heap;
    this.pointer = pointer;
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
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

  void write(long first, float[] values, int count) {
    writeBytes(first, Pointer.to(values), 4L * count);
  }

  void write(long first, int[] values, int count) {
    writeBytes(first, Pointer.to(values), 4L * count);
  }

  void write(byte[] values) {
    writeBytes(0, Pointer.to(values), values.length);
  }

  void write(short[] values) {
    writeBytes(0, Pointer.to(values), 2L * values.length);
  }

  void read(long first, float[] values, int offset, int count) {
    readBytes(first, Pointer.to(values).withByteOffset(4L * offset), 4L * count);
  }

  void read(int[] values, int count) {
    readBytes(0, Pointer.to(values), 4L * count);
  }

  void read(long[] values) {
    readBytes(0, Pointer.to(values), 8L * values.length);
  }

  void read(double[] values) {
    readBytes(0, Pointer.to(values), 8L * values.length);
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
      heap.free(this, pointer, bytes);
    }
  }

  // Copies to and from Java arrays are synchronous: the arrays may move once a call has returned.
  private void writeBytes(long first, Pointer from, long count) {
    if (count > 0) {
      heap.context().synchronize();
      heap.context().check("cuMemcpyHtoD", JCudaDriver.cuMemcpyHtoD(at(first), from, count));
    }
  }

  private void readBytes(long first, Pointer to, long count) {
    if (count > 0) {
      heap.context().synchronize();
      heap.context().check("cuMemcpyDtoH", JCudaDriver.cuMemcpyDtoH(to, at(first), count));
    }
  }
}
