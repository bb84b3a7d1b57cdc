package io.splatlas.ops.server;

import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the device that was opened at start, so that a bad choice fails there; after a loss it
 * opens another.
 */
final class FirstThenNew implements Supplier<GpuDevice> {
  private static final Logger LOG = LoggerFactory.getLogger(FirstThenNew.class);

  /** A device in the heap gets one of so many parts of it. */
  private static final int HEAP_PARTS = 2;

  /** What a device in the heap may use when nothing else was asked for. */
  static final long DEFAULT_IN_HEAP = 4L << 30;

  private final AtomicReference<GpuDevice> first;
  private final String choice;
  private final long memory;
  private final int index;
  private final DeviceWatch watch;

  private FirstThenNew(String choice, long memory, long share, int index, DeviceWatch watch) {
    GpuDevice device = Devices.create(choice, memory);
    long most = most(memory, share, device.info());
    if (!device.info().ownsMemory() && device.memory().cap() > most) {
      if (memory != Devices.AS_OFFERED) {
        LOG.info(
            "device {} may use {} MiB, not {}: its memory is the JVM's heap",
            choice,
            most >> 20,
            memory >> 20);
      }
      device.close();
      device = Devices.create(choice, most);
    }
    this.first = new AtomicReference<>(device);
    // A GPU that `auto` found and that is lost is waited for: the processor would keep its scenes.
    this.choice = device.info().choice();
    this.memory = most;
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
      List<String> choices = Devices.choices(options.device());
      long share = Runtime.getRuntime().maxMemory() / HEAP_PARTS / choices.size();
      for (String choice : choices) {
        opened.add(new FirstThenNew(choice, options.deviceMemory(), share, opened.size(), watch));
      }
    } catch (IllegalStateException | IllegalArgumentException unavailable) {
      opened.forEach(FirstThenNew::closeUnused);
      throw unavailable;
    }
    return List.copyOf(opened);
  }

  /**
   * What a device may use. One that computes in this process is in the JVM's heap and leaves room
   * for everything else there: a scene that does not fit is refused by name, while a full heap
   * would take the server down with all scenes.
   *
   * @param wanted bytes that were asked for, or {@link Devices#AS_OFFERED}
   * @param share of the heap, bytes
   */
  static long most(long wanted, long share, DeviceInfo info) {
    if (info.ownsMemory()) {
      return wanted;
    }
    return Math.min(wanted == Devices.AS_OFFERED ? DEFAULT_IN_HEAP : wanted, share);
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
