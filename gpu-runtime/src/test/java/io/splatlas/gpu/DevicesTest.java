package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    // Where a GPU is there is no GPU of that number.
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Devices.create("cuda:999", 1 << 20));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("no cuda:999 device: "), message);
    assertFalse(message.contains("\n"), message);
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> Devices.create("tpu", 1 << 20));
    assertFalse(String.valueOf(unknown.getMessage()).contains("\n"));
  }

  @Test
  void shouldHaveADefaultCapBelowTheHeap() {
    assertTrue(Devices.defaultMemoryCap() > 0);
    assertTrue(Devices.defaultMemoryCap() < Runtime.getRuntime().maxMemory());
  }

  @Test
  void shouldReadSeveralDevices() {
    assertEquals(List.of("cpu"), Devices.choices("CPU"));
    assertEquals(List.of("cuda:0", "cuda:1"), Devices.choices("cuda, cuda:1"));
    assertEquals(List.of("cpu", "cpu"), Devices.choices("cpu,cpu"));
    assertThrows(IllegalArgumentException.class, () -> Devices.choices("cuda:0,,cuda:1"));
    assertThrows(IllegalArgumentException.class, () -> Devices.choices("cuda,cuda:0"));
  }

  @Test
  void shouldNotPromiseMoreThanTheHeapHas() {
    try (GpuDevice device = Devices.create("cpu", Long.MAX_VALUE)) {
      assertTrue(device.memory().cap() < Runtime.getRuntime().maxMemory());
    }
  }
}
