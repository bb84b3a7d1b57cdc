package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.splatlas.gpu.DeviceMemoryException;
import org.junit.jupiter.api.Test;

class MemoryAccountTest {
  @Test
  void shouldRefuseWhatDoesNotFitByName() {
    MemoryAccount account = new MemoryAccount(10L << 20);
    account.take("a view", 7L << 20);
    DeviceMemoryException e =
        assertThrows(DeviceMemoryException.class, () -> account.take("a render", 4L << 20));
    assertEquals(
        "a render needs 4 MiB, but only 3 of 10 MiB of device memory are free", e.getMessage());
    assertEquals(7L << 20, account.state().used());
    account.take("the rest", 3L << 20);
    account.give(10L << 20);
    assertEquals(0, account.state().used());
  }

  @Test
  void shouldRefuseNonsense() {
    MemoryAccount account = new MemoryAccount(10);
    assertThrows(IllegalArgumentException.class, () -> new MemoryAccount(0));
    assertThrows(IllegalArgumentException.class, () -> account.take("less", -1));
    assertThrows(IllegalArgumentException.class, () -> account.give(1));
    assertThrows(DeviceMemoryException.class, () -> account.take("all", Long.MAX_VALUE));
  }
}
