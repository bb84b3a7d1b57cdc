package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.host.MemoryAccount;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Device memory under a cap: accounted before it is asked for, and all of it given back when the
 * context closes. Plain {@code cuMemAlloc}; what is used again and again is kept by {@link
 * Scratch}, so that a steady state allocates nothing.
 */
final class DeviceHeap {
  private final CudaContext context;
  private final MemoryAccount account;
  private final Set<DeviceBuffer> live = new HashSet<>();

  DeviceHeap(CudaContext context, long cap) {
    this.context = context;
    account = new MemoryAccount(cap);
    context.onClose(() -> List.copyOf(live).forEach(DeviceBuffer::close));
  }

  CudaContext context() {
    return context;
  }

  DeviceMemory state() {
    return account.state();
  }

  /**
   * Takes memory whose contents are undefined.
   *
   * @param what who asks, named so that a user can act on it
   * @param bytes at least 0; nothing is still something to hand to a kernel
   * @throws DeviceMemoryException when the cap or the card leaves too little
   */
  DeviceBuffer allocate(String what, long bytes) {
    long wanted = Math.max(16, bytes);
    account.take(what, wanted);
    CUdeviceptr pointer = new CUdeviceptr();
    int result = JCudaDriver.cuMemAlloc(pointer, wanted);
    if (result != CUresult.CUDA_SUCCESS) {
      account.give(wanted);
      if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
        // Under the cap, but others use the card too: what is free is less than the account says.
        throw new DeviceMemoryException(what, wanted, free());
      }
      context.check("cuMemAlloc", result);
    }
    DeviceBuffer buffer = new DeviceBuffer(this, pointer, wanted);
    live.add(buffer);
    return buffer;
  }

  /** The same, all zero. */
  DeviceBuffer allocateZeroed(String what, long bytes) {
    DeviceBuffer buffer = allocate(what, bytes);
    try {
      buffer.clear();
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /** Called once by {@link DeviceBuffer#close}. */
  void free(DeviceBuffer buffer, CUdeviceptr pointer, long bytes) {
    live.remove(buffer);
    account.give(bytes);
    // A lost or closed context has taken its memory with it.
    if (context.isUsable()) {
      context.enter();
      context.check("cuMemFree", JCudaDriver.cuMemFree(pointer));
    }
  }

  private DeviceMemory free() {
    long[] free = new long[1];
    long[] total = new long[1];
    boolean known = JCudaDriver.cuMemGetInfo(free, total) == CUresult.CUDA_SUCCESS;
    DeviceMemory state = account.state();
    return known
        ? new DeviceMemory(state.cap() - Math.min(state.cap(), free[0]), state.cap())
        : state;
  }
}
