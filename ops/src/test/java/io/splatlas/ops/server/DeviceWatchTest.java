package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import org.junit.jupiter.api.Test;

class DeviceWatchTest {
  @Test
  void shouldTellOneLostDeviceFromAll() {
    DeviceWatch watch = new DeviceWatch();
    assertFalse(watch.isNoneLeft(), "before any was opened");
    try (GpuDevice device = Devices.create("cpu", 64L << 20)) {
      watch.opened(0, device);
      watch.opened(1, device);
      watch.deviceLost(1);
      assertTrue(watch.isLost());
      assertFalse(watch.isNoneLeft(), "one is left");
      watch.deviceLost(0);
      assertTrue(watch.isNoneLeft());
      watch.opened(1, device);
      assertFalse(watch.isNoneLeft(), "one is back");
      assertEquals("cpu,cpu", watch.info().choice());
    }
  }
}
