package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CreditWindowTest {
  @Test
  void shouldRefuseTheFrameBeyondTheCredit() {
    CreditWindow window = new CreditWindow(2);
    assertTrue(window.submit());
    assertTrue(window.submit());
    assertFalse(window.submit());
    assertEquals(3, window.underWay());
    window.answer(2);
    window.answer(2);
    window.answer(2);
    assertTrue(window.submit());
  }

  @Test
  void shouldNeverRefuseARobotThatHeedsTheCreditItKnows() {
    SplittableRandom random = new SplittableRandom(3);
    CreditWindow window = new CreditWindow(8);
    ArrayDeque<Integer> towardsRobot = new ArrayDeque<>();
    int robotCredit = 8;
    int robotUnderWay = 0;
    int serverUnderWay = 0;
    for (int step = 0; step < 100_000; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          if (robotUnderWay < robotCredit) {
            robotUnderWay++;
            serverUnderWay++;
            assertTrue(window.submit());
          }
        }
        case 1 -> {
          if (serverUnderWay > 0) {
            serverUnderWay--;
            int credit = 1 + random.nextInt(8);
            window.answer(credit);
            towardsRobot.add(credit);
          }
        }
        default -> {
          Integer credit = towardsRobot.poll();
          if (credit != null) {
            robotCredit = credit;
            robotUnderWay--;
          }
        }
      }
    }
  }
}
