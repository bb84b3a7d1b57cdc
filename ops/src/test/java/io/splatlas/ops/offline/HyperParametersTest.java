package io.splatlas.ops.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HyperParametersTest {
  private final HyperParameters defaults = HyperParameters.DEFAULTS;

  @Test
  void shouldChangeOnlyWhatIsNamed() {
    HyperParameters changed =
        defaults.with(Map.of("training.rates.scale", "0.03", "seeding.opacity", "0.5"));
    assertEquals(0.03, changed.training().rates().scale());
    assertEquals(0.5, changed.seeding().opacity());
    assertEquals(defaults.training().rates().opacity(), changed.training().rates().opacity());
    assertEquals(defaults.training().growth(), changed.training().growth());
  }

  @Test
  void shouldTakeWholeNumbersWhereTheyAreWanted() {
    assertEquals(
        50, defaults.with(Map.of("training.growth.every", "50")).training().growth().every());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> defaults.with(Map.of("training.growth.every", "0.5")));
    assertTrue(refused.toString().contains("training.growth.every"), refused.toString());
  }

  @Test
  void shouldNameWhatThereIsWhenAskedForSomethingElse() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> defaults.with(Map.of("training.rates.size", "1")));
    assertTrue(refused.toString().contains("training.rates.scale"), refused.toString());
    assertThrows(
        IllegalArgumentException.class, () -> defaults.with(Map.of("training.rates", "1")));
  }

  @Test
  void shouldRefuseWhatTheRecordRefuses() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> defaults.with(Map.of("training.rates.ssimWeight", "2")));
    assertTrue(refused.toString().contains("ssimWeight"), refused.toString());
  }
}
