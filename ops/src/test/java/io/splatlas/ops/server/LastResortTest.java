package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LastResortTest {
  private final LastResort resort = new LastResort();

  private void look(int times, boolean answering, boolean anyDevice) {
    for (int k = 0; k < times; k++) {
      resort.looked(answering, anyDevice);
    }
  }

  @Test
  void shouldAskForARestartWhenActorsStaySilent() {
    look(14, false, true);
    assertEquals("", resort.reason());
    look(1, false, true);
    assertTrue(resort.reason().contains("actors"), resort.reason());
    look(1, true, true);
    assertEquals("", resort.reason());
  }

  @Test
  void shouldWaitAMinuteForALostDevice() {
    look(29, true, false);
    assertEquals("", resort.reason());
    look(1, true, false);
    assertTrue(resort.reason().contains("device"), resort.reason());
  }

  @Test
  void shouldForgetADeviceThatCameBack() {
    look(29, true, false);
    look(1, true, true);
    look(29, true, false);
    assertEquals("", resort.reason());
  }
}
