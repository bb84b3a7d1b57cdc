package io.splatlas.ops.server;

import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Hands out the device that was opened at start, so that a bad choice fails there; after a loss it
 * opens another.
 */
final class FirstThenNew implements Supplier<GpuDevice> {
  private final AtomicReference<GpuDevice> first;
  private final String choice;
  private final long memory;
  private final int index;
  private final DeviceWatch watch;

  private FirstThenNew(String choice, long memory, int index, DeviceWatch watch) {
    GpuDevice device = Devices.create(choice, memory);
    this.first = new AtomicReference<>(device);
    this.choice = choice;
    this.memory = memory;
    this.index = index;
    this.watch = watch;
    watch.opened(index, device);
  }

  /**
   * Opens all devices of a server.
   *
   * @throws IllegalArgumentException when there is no such choice
   * @throws IllegalStateException when one cannot be had; none is open then
   */
  static List<Supplier<GpuDevice>> openAll(ServerOptions options, DeviceWatch watch) {
    List<FirstThenNew> opened = new ArrayList<>();
    try {
      for (String choice : Devices.choices(options.device())) {
        opened.add(new FirstThenNew(choice, options.deviceMemory(), opened.size(), watch));
      }
    } catch (IllegalStateException | IllegalArgumentException unavailable) {
      opened.forEach(FirstThenNew::closeUnused);
      throw unavailable;
    }
    return List.copyOf(opened);
  }

  private void closeUnused() {
    GpuDevice device = first.getAndSet(null);
    if (device != null) {
      device.close();
    }
  }

  @Override
  public GpuDevice get() {
    GpuDevice opened = first.getAndSet(null);
    if (opened == null) {
      opened = Devices.create(choice, memory);
      watch.opened(index, opened);
    }
    return opened;
  }
}
