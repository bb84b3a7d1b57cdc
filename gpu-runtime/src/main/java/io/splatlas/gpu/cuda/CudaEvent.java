package io.splatlas.gpu.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A point in a stream's order that others can wait for. Given back with its context. */
final class CudaEvent {
  private final CudaContext context;
  private final CUevent event = new CUevent();
  private boolean recorded;

  CudaEvent(CudaContext context) {
    this.context = context;
    int flags = CUevent_flags.CU_EVENT_DISABLE_TIMING | CUevent_flags.CU_EVENT_BLOCKING_SYNC;
    context.check("cuEventCreate", JCudaDriver.cuEventCreate(event, flags));
    context.onClose(() -> JCudaDriver.cuEventDestroy(event));
  }

  /** Marks where the current stream is now. */
  void record() {
    context.check("cuEventRecord", JCudaDriver.cuEventRecord(event, context.stream()));
    recorded = true;
  }

  /** What the current stream does from now on comes after the mark. */
  void precede() {
    if (recorded) {
      context.check("cuStreamWaitEvent", JCudaDriver.cuStreamWaitEvent(context.stream(), event, 0));
    }
  }

  /** Whether what was before the mark is done; nobody waits. */
  boolean isDone() {
    if (!recorded) {
      return true;
    }
    int result = JCudaDriver.cuEventQuery(event);
    if (result == CUresult.CUDA_ERROR_NOT_READY) {
      return false;
    }
    context.check("cuEventQuery", result);
    return true;
  }

  /** The host waits for the mark. */
  void await() {
    if (recorded) {
      context.check("cuEventSynchronize", JCudaDriver.cuEventSynchronize(event));
    }
  }
}
