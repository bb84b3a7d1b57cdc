package io.splatlas.actors.runtime;

import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a runtime's device is, or is not while it is lost, and what is told of its use. Used by the
 * device's thread only.
 */
final class DeviceSlot {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceSlot.class);

  private final Supplier<GpuDevice> opener;
  private final int index;
  private final Telemetry telemetry;
  private final Consumer<DeviceMemory> memoryReports;
  private @Nullable GpuDevice device;

  /**
   * Without a device until {@link #open}.
   *
   * @param opener opens the device
   * @param index of the device in telemetry
   * @param memoryReports is told the device's memory beside telemetry
   */
  DeviceSlot(
      Supplier<GpuDevice> opener,
      int index,
      Telemetry telemetry,
      Consumer<DeviceMemory> memoryReports) {
    this.opener = opener;
    this.index = index;
    this.telemetry = telemetry;
    this.memoryReports = memoryReports;
  }

  /** Opens the device; throws what the opener throws and stays empty then. */
  DeviceInfo open() {
    GpuDevice opened = opener.get();
    device = opened;
    return opened.info();
  }

  /** The device, null while there is none. */
  @Nullable GpuDevice device() {
    return device;
  }

  /** What the device is; UNAVAILABLE while there is none. */
  StatusReply<DeviceReport> describe() {
    GpuDevice present = device;
    return present == null
        ? StatusReply.error(
            new SceneProblem(
                SceneProblem.Reason.UNAVAILABLE, "the device was lost and is being opened again"))
        : StatusReply.success(new DeviceReport(present.info(), present.memory()));
  }

  /** A slice was run. */
  void ran(QueuedJob<?> job) {
    telemetry.gpuSlice(index, job.jobClass().label(), job.lastSlice());
  }

  /** Tells what is taken of the device, which has so many scenes. */
  void tellUse(int scenes) {
    GpuDevice present = device;
    if (present != null) {
      DeviceMemory memory = present.memory();
      memoryReports.accept(memory);
      telemetry.deviceMemory(index, memory.used(), memory.cap());
      telemetry.deviceScenes(index, scenes);
    }
  }

  /** The device failed: lets go of it, whether or not it closes. */
  void lose() {
    telemetry.deviceLost(index);
    telemetry.deviceScenes(index, 0);
    try {
      close();
    } catch (RuntimeException failure) {
      LOG.warn("The lost device did not close", failure);
    }
  }

  /** Closes the device, if there is one. */
  void close() {
    GpuDevice present = device;
    device = null;
    if (present != null) {
      present.close();
    }
  }
}
