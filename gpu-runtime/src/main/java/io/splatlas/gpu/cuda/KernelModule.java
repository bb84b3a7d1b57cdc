package io.splatlas.gpu.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/**
 * The kernels on the device. Arguments of a launch are compared with what the PTX declares, so that
 * a mistake is an exception here and not a lost device.
 */
final class KernelModule {
  private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)\\(([^)]*)\\)");
  private static final Pattern PARAMETER =
      Pattern.compile("\\.param (?:\\.align \\d+ )?\\.([busf]\\d+)[^\\[,]*(?:\\[(\\d+)\\])?");

  private record Kernel(CUfunction function, int[] sizes) {}

  private final CudaContext context;
  private final Map<String, Kernel> kernels = new HashMap<>();

  /**
   * Compiles PTX for the device (the driver keeps a cache of its own).
   *
   * @param ptx the text of {@code splatlas.ptx}
   */
  KernelModule(CudaContext context, String ptx) {
    this.context = context;
    CUmodule module = new CUmodule();
    byte[] image = (ptx + "\0").getBytes(StandardCharsets.UTF_8);
    context.check("cuModuleLoadData", JCudaDriver.cuModuleLoadData(module, image));
    context.onClose(() -> JCudaDriver.cuModuleUnload(module));
    parameterSizes(ptx)
        .forEach(
            (name, sizes) -> {
              CUfunction function = new CUfunction();
              context.check(
                  "cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(function, module, name));
              kernels.put(name, new Kernel(function, sizes));
            });
  }

  /** Bytes of every parameter of every kernel in a PTX text. */
  static Map<String, int[]> parameterSizes(String ptx) {
    Map<String, int[]> sizes = new HashMap<>();
    Matcher entry = ENTRY.matcher(ptx);
    while (entry.find()) {
      List<Integer> bytes = new ArrayList<>();
      Matcher parameter = PARAMETER.matcher(entry.group(2));
      while (parameter.find()) {
        int unit = Integer.parseInt(parameter.group(1).substring(1)) / 8;
        bytes.add(unit * (parameter.group(2) == null ? 1 : Integer.parseInt(parameter.group(2))));
      }
      sizes.put(entry.group(1), bytes.stream().mapToInt(Integer::intValue).toArray());
    }
    return sizes;
  }

  /**
   * Launches a kernel over so many items, a thread each.
   *
   * @param block threads of a block, as the kernel was compiled for
   */
  void launchOver(String name, long items, int block, Object... arguments) {
    if (items > 0) {
      launch(name, Math.toIntExact((items + block - 1) / block), 1, 1, block, arguments);
    }
  }

  /**
   * Launches a grid.
   *
   * @param arguments {@link CUdeviceptr}, {@link Integer}, {@link Float}, {@link Long} or {@code
   *     float[]} for a structure, in the order of the kernel's parameters
   */
  void launch(String name, int gridX, int gridY, int gridZ, int block, Object... arguments) {
    Kernel kernel = kernels.get(name);
    if (kernel == null) {
      throw new IllegalArgumentException("there is no kernel " + name);
    }
    if (arguments.length != kernel.sizes.length) {
      throw new IllegalArgumentException(
          "%s takes %d arguments, got %d".formatted(name, kernel.sizes.length, arguments.length));
    }
    NativePointerObject[] pointers = new NativePointerObject[arguments.length];
    for (int k = 0; k < arguments.length; k++) {
      if (bytesOf(arguments[k]) != kernel.sizes[k]) {
        throw new IllegalArgumentException(
            "argument %d of %s has %d bytes, got %s"
                .formatted(k, name, kernel.sizes[k], arguments[k]));
      }
      pointers[k] = pointerTo(arguments[k]);
    }
    context.check(
        "cuLaunchKernel of " + name,
        JCudaDriver.cuLaunchKernel(
            kernel.function,
            gridX,
            gridY,
            gridZ,
            block,
            1,
            1,
            0,
            context.stream(),
            Pointer.to(pointers),
            null));
  }

  private static int bytesOf(Object argument) {
    return switch (argument) {
      case CUdeviceptr _ -> Long.BYTES;
      case Long _ -> Long.BYTES;
      case Integer _ -> Integer.BYTES;
      case Float _ -> Float.BYTES;
      case float[] values -> Float.BYTES * values.length;
      default -> throw new IllegalArgumentException("a kernel cannot take " + argument.getClass());
    };
  }

  private static Pointer pointerTo(Object argument) {
    return switch (argument) {
      case CUdeviceptr pointer -> Pointer.to(pointer);
      case Long value -> Pointer.to(new long[] {value});
      case Integer value -> Pointer.to(new int[] {value});
      case Float value -> Pointer.to(new float[] {value});
      case float[] values -> Pointer.to(values);
      default -> throw new IllegalArgumentException("a kernel cannot take " + argument.getClass());
    };
  }
}
