package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.instance.InstanceRegistry.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final EvidenceClock clock = new EvidenceClock();

  private Weight weight(double captured, double now) {
    clock.advance(at(captured), at(now));
    return clock.weight();
  }

  /** Looks among clusterings that follow each other by three seconds. */
  private long looks(double from, int clusterings) {
    return IntStream.range(0, clusterings)
        .filter(i -> weight(0, from + 3 * i) == Weight.LOOK)
        .count();
  }

  private double evidence(double captured, double now) {
    return clock.advance(at(captured), at(now)).toMillis() / 1000.0;
  }

  private static Instant at(double seconds) {
    return START.plusMillis(Math.round(1000 * seconds));
  }

  @Test
  void shouldLookAtOnceAndThenNowAndAgain() {
    List<Weight> weights = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clock.newGround();
      weights.add(weight(1.2 * i, 1.2 * i + 0.1));
    }
    assertEquals(
        List.of(Weight.LOOK, Weight.GLANCE, Weight.GLANCE, Weight.LOOK, Weight.GLANCE), weights);
  }

  @Test
  void shouldCountNoLookAtWhatIsFamiliar() {
    assertEquals(Weight.FAMILIAR, weight(0, 0));
    assertEquals(Weight.GLANCE, weight(0, 1));
    assertEquals(Weight.FAMILIAR, weight(0, 3));
  }

  @Test
  void shouldCountOneLookAtWhatIsNewSinceTheLastOne() {
    clock.newGround();
    assertEquals(Weight.LOOK, weight(0, 0));
    clock.newGround();
    clock.newGround();
    assertEquals(Weight.GLANCE, weight(0, 1), "too soon, and not forgotten");
    assertEquals(Weight.LOOK, weight(0, 3));
    assertEquals(0, looks(6, 20));
    clock.newGround();
    assertEquals(1, looks(66, 20));
  }

  @Test
  void shouldCountEveryLookOnceNoFrameFollows() {
    clock.finish();
    assertEquals(30, looks(0, 30));
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
