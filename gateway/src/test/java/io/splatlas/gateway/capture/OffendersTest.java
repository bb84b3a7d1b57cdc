package io.splatlas.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OffendersTest {
  private static final CapturingRobot ROVER = new CapturingRobot("ann", "desk", "rover");

  private final AtomicLong now = new AtomicLong(5);
  private final Offenders offenders = new Offenders(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void shouldLetARobotComeThatDidNothingOrHasStayedAway() {
    assertEquals(Duration.ZERO, offenders.pauseOf(ROVER));
    assertEquals(Duration.ofSeconds(2), offenders.offended(ROVER));
    pass(Duration.ofMillis(500));
    assertEquals(Duration.ofMillis(1_500), offenders.pauseOf(ROVER));
    pass(Duration.ofMillis(1_500));
    assertEquals(Duration.ZERO, offenders.pauseOf(ROVER));
  }

  @Test
  void shouldSendItAwayForLongerEachTimeAndForAMinuteAtMost() {
    for (int seconds : new int[] {2, 4, 8, 16, 32, 60, 60}) {
      assertEquals(Duration.ofSeconds(seconds), offenders.offended(ROVER));
      pass(Duration.ofMinutes(9));
    }
  }

  @Test
  void shouldForgiveAfterTenMinutes() {
    offenders.offended(ROVER);
    offenders.offended(ROVER);
    pass(Duration.ofMinutes(10));
    assertEquals(Duration.ofSeconds(2), offenders.offended(ROVER));
  }

  @Test
  void shouldKeepRobotsScenesAndPrincipalsApart() {
    offenders.offended(ROVER);
    assertEquals(Duration.ZERO, offenders.pauseOf(new CapturingRobot("ann", "desk", "other")));
    assertEquals(Duration.ZERO, offenders.pauseOf(new CapturingRobot("ann", "hall", "rover")));
    assertEquals(Duration.ZERO, offenders.pauseOf(new CapturingRobot("bob", "desk", "rover")));
  }

  @Test
  void shouldNotRememberRobotsWithoutEnd() {
    offenders.offended(ROVER);
    for (int i = 0; i < 10_000; i++) {
      offenders.offended(new CapturingRobot("ann", "desk", "robot-" + i));
    }
    assertEquals(Duration.ZERO, offenders.pauseOf(ROVER));
    assertEquals(
        Duration.ofSeconds(2), offenders.pauseOf(new CapturingRobot("ann", "desk", "robot-0")));
  }
}
