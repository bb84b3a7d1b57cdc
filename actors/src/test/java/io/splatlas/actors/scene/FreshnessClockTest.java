package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final FreshnessClock clock = new FreshnessClock(START);

  @Test
  void shouldTellTheAgeOfEachFrameOnceWhenItIsReflected() {
    clock.taken(1, START.plusSeconds(1));
    clock.taken(2, START.plusSeconds(2));
    clock.taken(3, START.plusSeconds(3));
    assertEquals(
        List.of(
            new FreshnessClock.Reflected(1, Duration.ofSeconds(4)),
            new FreshnessClock.Reflected(2, Duration.ofSeconds(3))),
        clock.reflected(2, START.plusSeconds(5)));
    assertEquals(
        List.of(new FreshnessClock.Reflected(3, Duration.ofSeconds(3))),
        clock.reflected(9, START.plusSeconds(6)));
    assertEquals(List.of(), clock.reflected(9, START.plusSeconds(7)));
  }

  @Test
  void shouldLeaveOutFramesThatWaitedForTheServer() {
    clock.taken(1, START.minusSeconds(1));
    assertEquals(List.of(), clock.reflected(1, START.plusSeconds(5)));
  }
}
