package io.splatlas.actors.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneOptionsTest {
  @ParameterizedTest
  @CsvSource({"0, 50000, 1500", "30, 50000, 1500", "60, 72000, 1800", "1000, 120000, 30000"})
  void shouldGiveLongerCapturesMore(int frames, int gaussians, int iterations) {
    assertEquals(gaussians, SceneOptions.DEFAULTS.gaussians(frames));
    assertEquals(iterations, SceneOptions.DEFAULTS.iterations(frames));
    assertTrue(SceneOptions.DEFAULTS.capacity() >= gaussians);
  }

  @ParameterizedTest
  @CsvSource({"0", "53", "100000"})
  void shouldKeepToWhatWasAskedFor(int frames) {
    SceneOptions asked = new SceneOptions(7_000, 1, 12, 3, true);
    assertEquals(7_000, asked.gaussians(frames));
    assertEquals(7_000, asked.capacity());
    assertEquals(12, asked.iterations(frames));
  }

  @Test
  void shouldRefuseWhatIsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(999, 1, 1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(10_000_001, 1, 1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(0, 4, 1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(0, -1, 1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(0, 1, -1, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new SceneOptions(0, 1, 1_000_001, 1, true));
  }
}
