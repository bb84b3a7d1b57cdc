package io.splatlas.gpu.cuda;

import io.splatlas.gpu.DeviceLostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUctx_flags;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * One context and its two streams: work goes through one, what somebody waits for through the
 * other, which the card prefers. Every result of a driver call comes through {@link #check};
 * handles register what closes them, in order.
 */
final class CudaContext implements AutoCloseable {
  private final CUcontext context = new CUcontext();
  private final CUstream work = new CUstream();
  private final CUstream urgent = new CUstream();
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private CUstream stream = work;
  private @Nullable CudaEvent boundary;
  private @Nullable CudaEvent overtaken;
  private Steps steps = Steps.NONE;
  private @Nullable String lost;
  private boolean closed;

  /** Opens a context on a device and makes it this thread's. */
  CudaContext(CUdevice device) {
    int flags = CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC;
    check("cuCtxCreate", JCudaDriver.cuCtxCreate(context, flags, device));
    try {
      int[] least = new int[1];
      int[] greatest = new int[1];
      check(
          "cuCtxGetStreamPriorityRange", JCudaDriver.cuCtxGetStreamPriorityRange(least, greatest));
      open(work, least[0]);
      open(urgent, greatest[0]);
      boundary = new CudaEvent(this);
      overtaken = new CudaEvent(this);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(CUstream opened, int priority) {
    int flags = CUstream_flags.CU_STREAM_NON_BLOCKING;
    check("cuStreamCreate", JCudaDriver.cuStreamCreateWithPriority(opened, flags, priority));
    onClose(() -> JCudaDriver.cuStreamDestroy(opened));
  }

  /** What all kernels and copies go through now. */
  CUstream stream() {
    return stream;
  }

  /**
   * Does something that overtakes the work which will be enqueued from now on: it begins when what
   * has been enqueued so far is done, before all else, and later work waits for it.
   */
  <T> T overtaking(Supplier<T> action) {
    CudaEvent before = boundary;
    CudaEvent after = overtaken;
    if (before == null || after == null) {
      throw new IllegalStateException("this context was never open");
    }
    before.record();
    stream = urgent;
    try {
      before.precede();
      return action.get();
    } finally {
      // Also when it failed half way: what it reads must not change under it.
      if (isUsable()) {
        after.record();
      }
      stream = work;
      if (isUsable()) {
        after.precede();
      }
    }
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

  /** Waits until everything that was enqueued has finished, in both streams. */
  void synchronize() {
    check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(work));
    check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(urgent));
  }

  /** Steps that are on their way, and may have to be run again. */
  interface Steps {
    /** There are none. */
    Steps NONE =
        new Steps() {
          @Override
          public void settle() {}

          @Override
          public void afterwards(Runnable action) {
            action.run();
          }
        };

    /** Waits until all of them are done. */
    void settle();

    /** Does something when all of those that are on their way now are done, at once without any. */
    void afterwards(Runnable action);
  }

  /** Says who knows of the steps that are on their way. */
  void onSteps(Steps known) {
    steps = known;
  }

  /**
   * To be called before a handle is given back: steps that are on their way may have to be run
   * again, for which they need what they were begun with.
   */
  void quiesce() {
    if (isUsable()) {
      enter();
      steps.settle();
    }
  }

  /** Does something when the steps that are on their way now are done; nobody waits. */
  void afterSteps(Runnable action) {
    if (isUsable()) {
      enter();
      steps.afterwards(action);
    } else {
      action.run();
    }
  }

  /** Something to be given back before the context goes; last come, first served. */
  void onClose(Runnable closer) {
    closers.push(closer);
  }

  /** Gives something back before the context goes. */
  void closeNow(Runnable closer) {
    closers.remove(closer);
    if (isUsable()) {
      closer.run();
    }
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
      }
    } catch (DeviceLostException justNow) {
      // Everything goes with the context; whoever used it last did not wait for what it did.
      lost = justNow.getMessage();
    } finally {
      closed = true;
      JCudaDriver.cuCtxDestroy(context);
    }
  }
}
