package io.splatlas.gpu.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** What the driver's error codes mean, in words that help. */
final class CudaError {
  /** Newer than the binding: an uncorrectable error in this context's memory only. */
  private static final int CONTAINED = 721;

  private CudaError() {}

  /**
   * Whether nothing in this context will work again: the driver calls such errors sticky. The
   * context must be destroyed.
   */
  static boolean isLost(int code) {
    return switch (code) {
      case CUresult.CUDA_ERROR_DEINITIALIZED,
          CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
          CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
          CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED,
          CONTAINED,
          CUresult.CUDA_ERROR_INVALID_CONTEXT,
          CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE,
          CUresult.CUDA_ERROR_MPS_RPC_FAILURE,
          CUresult.CUDA_ERROR_MPS_CLIENT_TERMINATED,
          CUresult.CUDA_ERROR_UNKNOWN ->
          true;
      default -> false;
    };
  }

  /** The call, the name of the code and what to do, in one line. */
  static String describe(String call, int code) {
    return "%s failed with %s (%d); %s".formatted(call, name(code), code, advice(code));
  }

  private static String name(int code) {
    String[] name = new String[1];
    boolean known = JCudaDriver.cuGetErrorName(code, name) == CUresult.CUDA_SUCCESS;
    return known && name[0] != null ? name[0] : "an unknown code";
  }

  private static String advice(int code) {
    return switch (code) {
      case CUresult.CUDA_ERROR_OUT_OF_MEMORY ->
          "another program holds GPU memory: stop it or lower the device memory cap";
      case CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE, CUresult.CUDA_ERROR_INVALID_DEVICE ->
          "the GPU is taken by another program in exclusive mode, or is gone: see nvidia-smi";
      case CUresult.CUDA_ERROR_STUB_LIBRARY ->
          "libcuda.so.1 is the toolkit's stub: put the driver's own before it";
      case CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND ->
          "the driver's libnvidia-ptxjitcompiler.so.1 is missing: in a container ask for the"
              + " capability compute (NVIDIA_DRIVER_CAPABILITIES)";
      case CUresult.CUDA_ERROR_JIT_COMPILATION_DISABLED ->
          "the kernels are compiled by the driver: unset CUDA_DISABLE_PTX_JIT";
      case CUresult.CUDA_ERROR_SYSTEM_NOT_READY ->
          "the system's GPU service is not up: start nvidia-fabricmanager";
      case CUresult.CUDA_ERROR_NO_DEVICE ->
          "no GPU is visible: check nvidia-smi, the container's --gpus and CUDA_VISIBLE_DEVICES";
      case CUresult.CUDA_ERROR_INVALID_PTX,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
          CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU ->
          "the driver is too old for these kernels: install one for CUDA 12.0 (525) or newer";
      case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ->
          "driver and libcuda.so.1 are of different versions: reboot or reinstall the driver";
      case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE, CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE ->
          "the card reports a hardware fault: see nvidia-smi -q and the kernel log";
      case CUresult.CUDA_ERROR_LAUNCH_TIMEOUT ->
          "a display shares this GPU and its watchdog ended a kernel: use another GPU";
      default ->
          isLost(code)
              ? "the context is lost: it is opened again, scenes go on from their checkpoints"
              : "see the driver's log (dmesg, nvidia-smi)";
    };
  }
}
