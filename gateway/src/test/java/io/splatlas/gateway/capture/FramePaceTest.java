package io.splatlas.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FramePaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final FramePace pace = new FramePace(10, 0);
  private long now;

  private int takeAllAt(long now) {
    int taken = 0;
    while (pace.pause(now) == 0) {
      pace.took(now);
      taken++;
    }
    return taken;
  }

  @Test
  void shouldTakeASecondsFramesAtOnceAndThenKeepThePace() {
    assertEquals(10, takeAllAt(0));
    assertEquals(0, takeAllAt(SECOND / 20));
    assertEquals(1, takeAllAt(SECOND / 10));
    assertEquals(5, takeAllAt(SECOND * 6 / 10));
  }

  private static void assertNear(long expected, long nanos) {
    assertTrue(Math.abs(nanos - expected) <= 10, () -> nanos + " ns");
  }

  @Test
  void shouldSayHowLongToWait() {
    takeAllAt(0);
    assertNear(SECOND / 10, pace.pause(0));
    assertNear(SECOND / 20, pace.pause(SECOND / 20));
  }

  @Test
  void shouldSaveNoMoreThanASecondOfFrames() {
    takeAllAt(0);
    assertEquals(10, takeAllAt(3600 * SECOND));
  }

  @Test
  void shouldNeverHoldARobotBackThatIsSlower() {
    for (int i = 0; i < 100; i++) {
      long now = i * SECOND / 5;
      assertEquals(0, pace.pause(now));
      pace.took(now);
    }
  }

  /** Sends frames so many nanoseconds apart, each taken in as soon as it is there and may be. */
  private double pressingAfter(int frames, long apart) {
    long begin = now;
    for (int i = 0; i < frames; i++) {
      long may = now + pace.pause(now) + 10;
      assertEquals(0, pace.pause(may));
      now = Math.max(may + 10, begin + i * apart);
      pace.took(now);
    }
    return pace.pressing();
  }

  @Test
  void shouldTellHowLongARobotHasBeenTooFast() {
    assertEquals(0, pressingAfter(10, 0), "a second's frames at once");
    assertEquals(5, pressingAfter(50, 0), 1e-9);
  }

  @Test
  void shouldNotFindARobotTooFastThatSlowsDown() {
    assertEquals(2, pressingAfter(30, 0), 1e-9);
    assertEquals(0, pressingAfter(60, SECOND / 8), "late enough for the next one to be let in");
  }

  @Test
  void shouldNotFindARobotTooFastThatKeepsBelow() {
    assertEquals(0, pressingAfter(1_000, SECOND * 100 / 950));
  }

  @Test
  void shouldAllowLessThanAFrameASecond() {
    FramePace slow = new FramePace(0.5, 0);
    assertTrue(slow.pause(0) > 0);
    assertEquals(0, slow.pause(SECOND));
  }
}
