package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.host.MemoryAccount;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Device memory under a cap: accounted before it is asked for, and all of it given back when the
 * context closes. Plain {@code cuMemAlloc}; what is given back stays in a pool for the next that
 * asks for about as much, since both calls wait for the whole card. The pool counts towards the cap
 * and is emptied before anything is refused.
 */
final class DeviceHeap {
  /** Sizes are whole multiples of this, which is less than what the driver rounds to. */
  static final long GRANULE = 256;

  /** A pooled block serves a wish of at least this share of it. */
  private static final double LEAST_SHARE = 0.8;

  private final CudaContext context;
  private final MemoryAccount account;
  private final long poolLimit;
  private final Set<DeviceBuffer> live = new HashSet<>();
  private final TreeMap<Long, Deque<CUdeviceptr>> pool = new TreeMap<>();
  private final Staging staging;
  private long pooled;
  private long retiring;

  /**
   * @param cap bytes, pool included
   * @param poolLimit bytes that may wait in the pool, 0 for none
   */
  DeviceHeap(CudaContext context, long cap, long poolLimit) {
    this.context = context;
    this.poolLimit = poolLimit;
    account = new MemoryAccount(cap);
    staging = new Staging(context);
    context.onClose(this::trim);
    context.onClose(() -> List.copyOf(live).forEach(DeviceBuffer::close));
  }

  CudaContext context() {
    return context;
  }

  Staging staging() {
    return staging;
  }

  /** What is in use; the pool, and what steps on their way alone still need, is as good as free. */
  DeviceMemory state() {
    DeviceMemory all = account.state();
    return new DeviceMemory(all.used() - pooled - retiring, all.cap());
  }

  /** Bytes that can be taken without waiting for steps. */
  long room() {
    DeviceMemory all = account.state();
    return all.cap() - all.used() + pooled;
  }

  /** Bytes that wait in the pool. */
  long pooled() {
    return pooled;
  }

  /**
   * Takes memory whose contents are undefined.
   *
   * @param what who asks, named so that a user can act on it
   * @param bytes at least 0; nothing is still something to hand to a kernel
   * @throws DeviceMemoryException when the cap or the card leaves too little
   */
  DeviceBuffer allocate(String what, long bytes) {
    long block = Math.max(1, (bytes + GRANULE - 1) / GRANULE) * GRANULE;
    DeviceBuffer buffer = fromPool(block, bytes);
    if (buffer == null && retiring > 0 && block > room()) {
      context.quiesce();
      buffer = fromPool(block, bytes);
    }
    if (buffer == null) {
      buffer = new DeviceBuffer(this, fromDriver(what, block), Math.max(16, bytes), block);
    }
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

  /**
   * Gives memory back when the steps that are on their way are done: they may have to be run again.
   * Nobody waits.
   */
  void retire(List<DeviceBuffer> buffers) {
    long bytes = buffers.stream().mapToLong(DeviceBuffer::block).sum();
    retiring += bytes;
    context.afterSteps(
        () -> {
          retiring -= bytes;
          buffers.forEach(DeviceBuffer::close);
        });
  }

  /** Called once by {@link DeviceBuffer#close}. */
  void free(DeviceBuffer buffer, CUdeviceptr pointer, long block) {
    live.remove(buffer);
    // A lost or closed context has taken its memory with it.
    if (!context.isUsable()) {
      account.give(block);
      return;
    }
    context.enter();
    if (block > poolLimit - pooled) {
      account.give(block);
      context.check("cuMemFree", JCudaDriver.cuMemFree(pointer));
      return;
    }
    // Whoever gets it next comes after whoever had it, also in another stream: a render waits for
    // all that was enqueued before it, and all that is enqueued later waits for the render.
    pooled += block;
    pool.computeIfAbsent(block, size -> new ArrayDeque<>()).push(pointer);
  }

  private @Nullable DeviceBuffer fromPool(long block, long bytes) {
    Map.Entry<Long, Deque<CUdeviceptr>> fitting = pool.ceilingEntry(block);
    if (fitting == null || block < LEAST_SHARE * fitting.getKey()) {
      return null;
    }
    long size = fitting.getKey();
    CUdeviceptr pointer = fitting.getValue().pop();
    if (fitting.getValue().isEmpty()) {
      pool.remove(size);
    }
    pooled -= size;
    return new DeviceBuffer(this, pointer, Math.max(16, bytes), size);
  }

  private CUdeviceptr fromDriver(String what, long block) {
    DeviceMemory all = account.state();
    if (block > all.cap() - all.used()) {
      trim();
    }
    account.take(what, block);
    CUdeviceptr pointer = new CUdeviceptr();
    int result = JCudaDriver.cuMemAlloc(pointer, block);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY && pooled > 0) {
      trim();
      result = JCudaDriver.cuMemAlloc(pointer, block);
    }
    if (result != CUresult.CUDA_SUCCESS) {
      account.give(block);
      if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
        // Under the cap, but others use the card too: what is free is less than the account says.
        throw new DeviceMemoryException(what, block, free());
      }
      context.check("cuMemAlloc", result);
    }
    return pointer;
  }

  /** Gives what is pooled back to the driver. */
  private void trim() {
    pool.forEach(
        (block, pointers) -> {
          for (CUdeviceptr pointer : pointers) {
            account.give(block);
            context.check("cuMemFree", JCudaDriver.cuMemFree(pointer));
          }
        });
    pool.clear();
    pooled = 0;
  }

  private DeviceMemory free() {
    long[] free = new long[1];
    long[] total = new long[1];
    boolean known = JCudaDriver.cuMemGetInfo(free, total) == CUresult.CUDA_SUCCESS;
    DeviceMemory state = state();
    return known
        ? new DeviceMemory(state.cap() - Math.min(state.cap(), free[0]), state.cap())
        : state;
  }
}
