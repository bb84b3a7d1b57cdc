package io.splatlas.gpu;

import java.util.List;

/** Optimisation steps that were begun, see {@link GpuDevice#begin}. */
@FunctionalInterface
public interface PendingSteps {
  /**
   * Waits until they are done. May be asked again.
   *
   * @return a report per step
   * @throws DeviceMemoryException when a step found too little memory: those before it are done, it
   *     and those after it are not
   * @throws DeviceLostException when the device was lost meanwhile
   */
  List<StepReport> await();
}
