package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EvidenceClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final EvidenceClock clock = new EvidenceClock();

  private boolean isLook(double captured, double now) {
    clock.advance(at(captured), at(now));
    return clock.isLook();
  }

  private double evidence(double captured, double now) {
    return clock.advance(at(captured), at(now)).toMillis() / 1000.0;
  }

  private static Instant at(double seconds) {
    return START.plusMillis(Math.round(1000 * seconds));
  }

  @Test
  void shouldLookAtOnceAndThenNowAndAgain() {
    assertTrue(isLook(0, 0));
    assertFalse(isLook(1.2, 1.3));
    assertFalse(isLook(2.4, 2.5));
    assertTrue(isLook(3.6, 3.7));
    assertFalse(isLook(4.8, 4.9));
  }

  @Test
  void shouldGoByTheRobotsClockWhenFramesAreLearntFasterThanTheyWereTaken() {
    assertEquals(0, evidence(0, 0));
    assertEquals(2, evidence(2, 0.1));
    assertEquals(2.5, evidence(2.5, 0.2));
  }

  @Test
  void shouldGoByTheServersClockWhenNoFrameComes() {
    assertEquals(0, evidence(0, 0));
    assertEquals(2, evidence(0, 2));
    assertEquals(3.5, evidence(0, 3.5));
  }

  @Test
  void shouldCountAClockThatWasPutForwardAsOneLookAtMost() {
    assertEquals(0, evidence(0, 0));
    assertEquals(3, evidence(1_000_000, 1));
    assertEquals(6, evidence(1_000_000, 3_600));
  }

  @Test
  void shouldCountAClockThatWasPutBackForNothingAndGoOnWithTheOther() {
    assertEquals(0, evidence(0, 0));
    assertEquals(1, evidence(-1_000_000, 1));
    assertEquals(2, evidence(-999_999, 2));
    assertEquals(2, evidence(-999_999, -3_600));
    assertEquals(3, evidence(-999_999, -3_599));
  }

  /** Clocks of two robots differ, and frames of one may come later than those of the other. */
  @Test
  void shouldNotCountTheDifferenceOfTwoRobotsClocksAgainAndAgain() {
    for (int clustering = 0; clustering <= 10; clustering++) {
      double now = 0.5 * clustering;
      assertEquals(now, evidence(clustering % 2 == 0 ? 1_000 : 0, now));
    }
  }

  @Test
  void shouldNotFailOverTheLongestSpanThereIs() {
    clock.advance(Instant.MIN, START);
    assertEquals(Duration.ofSeconds(3), clock.advance(Instant.MAX, START));
  }
}
