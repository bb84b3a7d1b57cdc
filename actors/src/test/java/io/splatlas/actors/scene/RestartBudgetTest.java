package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final RestartBudget budget = new RestartBudget();

  @Test
  void shouldPauseLongerEachTimeAndThenGiveUp() {
    Duration before = Duration.ZERO;
    for (int i = 0; i < 5; i++) {
      Duration pause = budget.next(NOW).orElseThrow();
      assertTrue(pause.compareTo(before) > 0);
      before = pause;
    }
    assertEquals(Optional.empty(), budget.next(NOW));
  }

  @Test
  void shouldForgetFailuresOfLongAgo() {
    for (int i = 0; i < 5; i++) {
      budget.next(NOW);
    }
    assertEquals(Optional.of(Duration.ofMillis(200)), budget.next(NOW.plus(Duration.ofMinutes(3))));
  }

  @Test
  void shouldNotCountFailuresForEverWhenTheClockIsSetBack() {
    for (int i = 0; i < 5; i++) {
      budget.next(NOW);
    }
    Instant earlier = NOW.minus(Duration.ofDays(365));
    assertEquals(Optional.of(Duration.ofMillis(200)), budget.next(earlier));
    for (int i = 1; i < 5; i++) {
      budget.next(earlier);
    }
    assertEquals(Optional.empty(), budget.next(earlier), "nor never");
  }
}
