package io.splatlas.gpu.cuda;

/**
 * A call of the CUDA driver failed and the device can still be used; a device that cannot is a
 * {@link io.splatlas.gpu.DeviceLostException}, too little memory a {@link
 * io.splatlas.gpu.DeviceMemoryException}.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  CudaException(String call, int code) {
    super(CudaError.describe(call, code));
    this.code = code;
  }

  /** The driver's number of the error. */
  public int code() {
    return code;
  }
}
