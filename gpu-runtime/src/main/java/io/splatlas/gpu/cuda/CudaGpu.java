package io.splatlas.gpu.cuda;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * A GPU that can be used.
 *
 * @param device the driver's handle
 * @param name the card, its memory and what the driver supports
 * @param usableBytes of its memory, the driver's own needs left out
 */
record CudaGpu(CUdevice device, String name, long usableBytes) {
  /** The driver must take PTX of ISA 8.0: CUDA 12.0. */
  private static final int LEAST_DRIVER = 12000;

  /** The PTX is for compute capability 8.0, Ampere. */
  private static final int LEAST_MAJOR = 8;

  /** The driver keeps some for contexts and code. */
  private static final double USABLE_SHARE = 0.92;

  /**
   * Looks for a GPU.
   *
   * @throws IllegalStateException when it cannot be used; the message says why in one line
   */
  static CudaGpu find(int index) {
    initialise();
    int[] version = new int[1];
    require("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
    if (version[0] < LEAST_DRIVER) {
      throw new IllegalStateException(
          "the NVIDIA driver supports CUDA %s; CUDA 12.0 (driver 525) or newer is needed"
              .formatted(versionName(version[0])));
    }
    CUdevice device = deviceOf(index);
    int major = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    int minor = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    String card = nameOf(device);
    if (major < LEAST_MAJOR) {
      throw new IllegalStateException(
          "%s has compute capability %d.%d; %d.0 (Ampere) or newer is needed"
              .formatted(card, major, minor, LEAST_MAJOR));
    }
    long[] bytes = new long[1];
    require("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(bytes, device));
    String name =
        "%s, %d MiB, compute %d.%d, driver for CUDA %s"
            .formatted(card, bytes[0] >> 20, major, minor, versionName(version[0]));
    return new CudaGpu(device, name, (long) (USABLE_SHARE * bytes[0]));
  }

  /**
   * GPUs that the driver shows, at least 1.
   *
   * @throws IllegalStateException when there is none; the message says why in one line
   */
  static int count() {
    initialise();
    int shown = shown();
    if (shown == 0) {
      throw new IllegalStateException("the driver shows no GPU");
    }
    return shown;
  }

  private static void initialise() {
    JCudaLibrary.problem()
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    require("cuInit", JCudaDriver.cuInit(0));
  }

  private static int shown() {
    int[] count = new int[1];
    require("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
    return count[0];
  }

  private static CUdevice deviceOf(int index) {
    int shown = shown();
    if (index < 0 || index >= shown) {
      throw new IllegalStateException(
          "there is no GPU %d; the driver shows %d".formatted(index, shown));
    }
    CUdevice device = new CUdevice();
    require("cuDeviceGet", JCudaDriver.cuDeviceGet(device, index));
    return device;
  }

  private static String nameOf(CUdevice device) {
    byte[] name = new byte[256];
    require("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, device));
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.UTF_8);
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    require("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static String versionName(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  private static void require(String call, int result) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new IllegalStateException(CudaError.describe(call, result));
    }
  }
}
