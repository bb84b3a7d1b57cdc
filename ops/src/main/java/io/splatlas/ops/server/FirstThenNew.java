package io.splatlas.ops.server;

import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Hands out the device that was opened at start, so that a bad choice fails there; after a loss it
 * opens another.
 */
final class FirstThenNew implements Supplier<GpuDevice> {
  private final AtomicReference<GpuDevice> first;
  private final ServerOptions options;
  private final DeviceWatch watch;

  FirstThenNew(GpuDevice first, ServerOptions options, DeviceWatch watch) {
    this.first = new AtomicReference<>(first);
    this.options = options;
    this.watch = watch;
  }

  @Override
  public GpuDevice get() {
    GpuDevice opened = first.getAndSet(null);
    if (opened == null) {
      opened = Devices.create(options.device(), options.deviceMemory());
      watch.opened(opened);
    }
    return opened;
  }
}
