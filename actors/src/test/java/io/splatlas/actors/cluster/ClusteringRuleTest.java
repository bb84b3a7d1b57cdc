package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.splatlas.actors.cluster.ClusteringRule.Trained;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusteringRuleTest {
  private static final Duration NOTHING = Duration.ZERO;
  private final ClusteringRule rule =
      new ClusteringRule(4, 100, Duration.ofMillis(500), 1, Duration.ofSeconds(3));

  @Test
  void shouldClusterFirstAsSoonAsAHandfulOfFramesIsTrained() {
    assertEquals(Optional.empty(), rule.untilFirst(new Trained(4, 0), NOTHING));
    assertEquals(Optional.of(NOTHING), rule.untilFirst(new Trained(4, 8), NOTHING));
  }

  @Test
  void shouldNotWaitForEverForAHandfulOfFrames() {
    assertEquals(
        Optional.of(Duration.ofSeconds(2)),
        rule.untilFirst(new Trained(1, 8), Duration.ofSeconds(1)));
  }

  @Test
  void shouldClusterAgainOnceAFrameIsNewOrMuchWasLearntAndItHasRested() {
    Trained last = new Trained(4, 100);
    assertEquals(
        Optional.of(Duration.ofMillis(300)),
        rule.untilNext(last, new Trained(5, 101), NOTHING, Duration.ofMillis(200)));
    assertEquals(
        Optional.of(NOTHING),
        rule.untilNext(last, new Trained(4, 200), NOTHING, Duration.ofSeconds(1)));
  }

  @Test
  void shouldRestAsLongAsTheLastOneTook() {
    assertEquals(
        Optional.of(Duration.ofSeconds(5)),
        rule.untilNext(
            new Trained(4, 100),
            new Trained(9, 300),
            Duration.ofSeconds(6),
            Duration.ofSeconds(1)));
  }

  @Test
  void shouldClusterAfterAWhileWhenAnythingIsNewAndNeverWhenNothingIs() {
    Trained last = new Trained(4, 100);
    assertEquals(
        Optional.of(Duration.ofSeconds(2)),
        rule.untilNext(last, new Trained(4, 101), NOTHING, Duration.ofSeconds(1)));
    assertEquals(Optional.empty(), rule.untilNext(last, last, NOTHING, Duration.ofHours(1)));
  }

  @Test
  void shouldRefuseRulesOutOfRange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ClusteringRule(0, 100, Duration.ZERO, 1, Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ClusteringRule(1, 100, Duration.ofSeconds(2), 1, Duration.ofSeconds(1)));
  }
}
