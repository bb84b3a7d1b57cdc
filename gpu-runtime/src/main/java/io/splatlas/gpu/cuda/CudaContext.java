package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceLostException;
import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.driver.CUcontext;
import jcuda.driver.CUctx_flags;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * One context and its stream. Every result of a driver call comes through {@link #check}; handles
 * register what closes them, in order.
 */
final class CudaContext implements AutoCloseable {
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private @Nullable String lost;
  private boolean closed;

  /** Opens a context on a device and makes it this thread's. */
  CudaContext(CUdevice device) {
    int flags = CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC;
    check("cuCtxCreate", JCudaDriver.cuCtxCreate(context, flags, device));
    try {
      check("cuStreamCreate", JCudaDriver.cuStreamCreate(stream, 0));
    } catch (RuntimeException e) {
      JCudaDriver.cuCtxDestroy(context);
      throw e;
    }
  }

  /** What all kernels and asynchronous copies go through. */
  CUstream stream() {
    return stream;
  }

  /**
   * To be called first by every operation: actors move between threads, contexts do not by
   * themselves.
   *
   * @throws IllegalStateException when closed
   * @throws DeviceLostException when lost before
   */
  void enter() {
    if (closed) {
      throw new IllegalStateException("this device is closed");
    }
    if (lost != null) {
      throw new DeviceLostException(lost);
    }
    check("cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(context));
  }

  /** Whether handles must still be given back one by one. */
  boolean isUsable() {
    return !closed && lost == null;
  }

  /** Turns a result into an exception unless it is success. */
  void check(String call, int result) {
    if (result == CUresult.CUDA_SUCCESS) {
      return;
    }
    if (CudaError.isLost(result)) {
      lost = CudaError.describe(call, result);
      throw new DeviceLostException(lost);
    }
    throw new CudaException(call, result);
  }

  /** Waits until everything that was launched has finished. */
  void synchronize() {
    check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(stream));
  }

  /** Something to be given back before the context goes; last come, first served. */
  void onClose(Runnable closer) {
    closers.push(closer);
  }

  /** Gives everything back. A lost context takes all with it. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (lost == null && JCudaDriver.cuCtxSetCurrent(context) == CUresult.CUDA_SUCCESS) {
        closers.forEach(Runnable::run);
        JCudaDriver.cuStreamDestroy(stream);
      }
    } finally {
      closed = true;
      JCudaDriver.cuCtxDestroy(context);
    }
  }
}
