package io.splatlas.gpu;

/** A growth step that was begun, see {@link GpuDevice#beginGrowth}. */
@FunctionalInterface
public interface PendingGrowth {
  /**
   * Waits until it is done. May be asked again.
   *
   * @throws DeviceMemoryException when a step before it found too little memory: it is not done
   *     then, and the set has as many Gaussians as before it
   * @throws DeviceLostException when the device was lost meanwhile
   */
  GrowthReport await();
}
