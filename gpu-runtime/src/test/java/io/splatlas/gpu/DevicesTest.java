package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void shouldTakeTheBestByItself() {
    try (GpuDevice device = Devices.create("auto", 1 << 20)) {
      assertTrue(device.info().reason().startsWith("auto"));
      assertEquals(1 << 20, device.memory().cap());
    }
  }

  @Test
  void shouldTakeWhatIsAskedFor() {
    try (GpuDevice device = Devices.create("Reference", 1 << 20)) {
      assertEquals("reference", device.info().kind());
    }
  }

  @Test
  void shouldRefuseInOneLineWhatCannotBeHad() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Devices.create("cuda", 1 << 20));
    assertEquals("no cuda device: not in this build", e.getMessage());
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> Devices.create("tpu", 1 << 20));
    assertFalse(String.valueOf(unknown.getMessage()).contains("\n"));
  }

  @Test
  void shouldHaveADefaultCapBelowTheHeap() {
    assertTrue(Devices.defaultMemoryCap() > 0);
    assertTrue(Devices.defaultMemoryCap() < Runtime.getRuntime().maxMemory());
  }
}
