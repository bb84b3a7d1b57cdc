package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FirstThenNewTest {
  private static final long MIB = 1L << 20;

  private static DeviceInfo device(String kind) {
    return new DeviceInfo(kind, kind, kind, 1, 0, "asked for");
  }

  @Test
  void shouldLeaveRoomInTheHeapBesideADeviceThatIsInIt() {
    assertEquals(512 * MIB, FirstThenNew.most(4096 * MIB, 512 * MIB, device("cpu")));
    assertEquals(512 * MIB, FirstThenNew.most(4096 * MIB, 512 * MIB, device("reference")));
    assertEquals(100 * MIB, FirstThenNew.most(100 * MIB, 512 * MIB, device("cpu")));
  }

  @Test
  void shouldNotLimitADeviceWithMemoryOfItsOwn() {
    assertEquals(4096 * MIB, FirstThenNew.most(4096 * MIB, 512 * MIB, device("cuda")));
  }

  @Test
  void shouldTakeWhatADeviceOffersWhenNothingWasAskedFor() {
    assertEquals(
        Devices.AS_OFFERED, FirstThenNew.most(Devices.AS_OFFERED, 512 * MIB, device("cuda")));
    assertEquals(512 * MIB, FirstThenNew.most(Devices.AS_OFFERED, 512 * MIB, device("cpu")));
    assertEquals(
        4096 * MIB, FirstThenNew.most(Devices.AS_OFFERED, 9000 * MIB, device("reference")));
  }

  @Test
  void shouldGiveAnUnlimitedServerHalfOfTheHeap() {
    ServerOptions options =
        new ServerOptions("127.0.0.1", 0, 0, Path.of("nowhere"), "cpu", Devices.AS_OFFERED);
    long most = Math.min(4096 * MIB, Runtime.getRuntime().maxMemory() / 2);
    try (GpuDevice device = FirstThenNew.openAll(options, new DeviceWatch()).getFirst().get()) {
      assertEquals(most, device.memory().cap());
    }
  }

  @Test
  void shouldShareHalfOfTheHeapBetweenAllDevices() {
    ServerOptions options =
        new ServerOptions("127.0.0.1", 0, 0, Path.of("nowhere"), "cpu,cpu", Long.MAX_VALUE);
    long half = Runtime.getRuntime().maxMemory() / 2;
    List<Supplier<GpuDevice>> devices = FirstThenNew.openAll(options, new DeviceWatch());
    for (Supplier<GpuDevice> each : devices) {
      try (GpuDevice device = each.get()) {
        assertEquals(half / 2, device.memory().cap());
      }
    }
  }
}
