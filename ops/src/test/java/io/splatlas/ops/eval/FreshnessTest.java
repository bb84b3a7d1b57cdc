package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  @Test
  void shouldGiveNearestRankPercentiles() {
    double[] seconds = IntStream.rangeClosed(1, 20).mapToDouble(i -> 21 - i).toArray();
    assertEquals(Optional.of(new LatencySummary(20, 10, 19, 20)), LatencySummary.of(seconds));
    assertEquals(Optional.of(new LatencySummary(1, 3, 3, 3)), LatencySummary.of(new double[] {3}));
    assertTrue(LatencySummary.of(new double[0]).isEmpty());
    assertThrows(
        IllegalArgumentException.class, () -> LatencySummary.of(new double[] {Double.NaN}));
  }

  @Test
  void shouldMeasureFromAFramesArrivalToTheFirstEventThatReflectsIt() {
    var freshness = new Freshness();
    freshness.frameArrived(0, 1, Optional.empty());
    freshness.frameArrived(1, 2, Optional.empty());
    freshness.reflected(0, 4);
    freshness.frameArrived(2, 5, Optional.empty());
    freshness.reflected(1, 6);
    freshness.reflected(1, 9);
    // Waits of 3 and 4 seconds; the third frame is not reflected.
    assertEquals(Optional.of(new LatencySummary(2, 3, 4, 4)), freshness.frames());
  }

  @Test
  void shouldMeasureFromTheFirstSightOfAnObjectToItsAnnouncement() {
    var freshness = new Freshness();
    freshness.frameArrived(0, 1, Optional.of(IdMaps.filled(10, 10, 7)));
    freshness.frameArrived(1, 2, Optional.of(IdMaps.filled(20, 10, 7)));
    freshness.frameArrived(2, 3, Optional.of(IdMaps.filled(20, 10, 7)));
    assertTrue(freshness.objects().isEmpty());
    freshness.announced(7, 4.5);
    freshness.announced(7, 8);
    assertEquals(Optional.of(new LatencySummary(1, 2.5, 2.5, 2.5)), freshness.objects());
  }
}
