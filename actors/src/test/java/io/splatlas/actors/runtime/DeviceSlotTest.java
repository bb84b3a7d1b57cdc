package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceSlotTest {
  private static final long CAP = 64L << 20;

  private final List<String> told = new ArrayList<>();
  private final List<DeviceMemory> reports = new ArrayList<>();
  private boolean opens = true;
  private final DeviceSlot slot =
      new DeviceSlot(
          this::openDevice,
          3,
          new Telemetry() {
            @Override
            public void deviceLost(int device) {
              told.add("lost " + device);
            }

            @Override
            public void deviceScenes(int device, int scenes) {
              told.add(scenes + " scenes on " + device);
            }
          },
          reports::add);

  private GpuDevice openDevice() {
    if (!opens) {
      throw new IllegalStateException("expected by the test: no such device");
    }
    return ReferenceDevice.create(CAP, "test");
  }

  @Test
  void shouldTellOfItsUseWhileThereIsADevice() {
    slot.tellUse(1);
    assertEquals(List.of(), told);
    slot.open();
    slot.tellUse(2);
    assertEquals(List.of("2 scenes on 3"), told);
    assertEquals(CAP, reports.getFirst().cap());
    slot.close();
    slot.tellUse(2);
    assertEquals(1, reports.size());
  }

  @Test
  void shouldBeEmptyFromTheLossUntilTheDeviceOpensAgain() {
    slot.open();
    slot.lose();
    assertNull(slot.device());
    assertTrue(slot.describe().isError());
    assertEquals(List.of("lost 3", "0 scenes on 3"), told);
    opens = false;
    assertThrows(IllegalStateException.class, slot::open);
    assertNull(slot.device());
    opens = true;
    slot.open();
    assertNotNull(slot.device());
    assertEquals(CAP, slot.describe().getValue().memory().cap());
    slot.close();
  }
}
