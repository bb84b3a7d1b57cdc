package io.splatlas.gpu;

import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a device is chosen: {@code auto} takes the best there is, anything else is a
 * wish that is met or refused with the reason.
 */
public final class Devices {
  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  /** Share of the heap a device may take by default: the rest is for actors, images and answers. */
  private static final double HEAP_SHARE = 0.6;

  private Devices() {}

  /** A memory cap for devices in host memory: 60% of the largest heap, bytes. */
  public static long defaultMemoryCap() {
    return (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory());
  }

  /**
   * Creates the device and says so in one line of the log.
   *
   * @param choice {@code auto}, {@code cpu}, {@code reference} or {@code cuda}
   * @param memoryCap bytes it may hold, at least 1
   * @throws IllegalArgumentException when there is no such choice
   * @throws IllegalStateException when the choice cannot be had here; the message says why in one
   *     line
   */
  public static GpuDevice create(String choice, long memoryCap) {
    GpuDevice device =
        switch (choice.toLowerCase(Locale.ROOT)) {
          case "auto" -> CpuDevice.create(memoryCap, "auto: no CUDA device in this build");
          case "reference" -> ReferenceDevice.create(memoryCap, "asked for");
          case "cpu" -> CpuDevice.create(memoryCap, "asked for");
          case "cuda" -> throw refused("cuda", "not in this build");
          default ->
              throw new IllegalArgumentException(
                  "there is no device \"%s\"; choose auto, cpu, reference or cuda"
                      .formatted(choice));
        };
    DeviceInfo info = device.info();
    LOG.info(
        "Device {}: {}, at most {} MiB ({})",
        info.kind(),
        info.name(),
        memoryCap >> 20,
        info.reason());
    return device;
  }

  private static IllegalStateException refused(String kind, String reason) {
    return new IllegalStateException("no " + kind + " device: " + reason);
  }
}
