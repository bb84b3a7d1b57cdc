package io.splatlas.gpu;

/** The lifting of a view that was begun, see {@link GpuDevice#beginLift}. */
@FunctionalInterface
public interface PendingLift {
  /**
   * Waits until it is done. May be asked again.
   *
   * @throws DeviceMemoryException when it, or a step before it, found too little memory: nothing of
   *     it is lifted then
   * @throws DeviceLostException when the device was lost meanwhile
   */
  void await();
}
