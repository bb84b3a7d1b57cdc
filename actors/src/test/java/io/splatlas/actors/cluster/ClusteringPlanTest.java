package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.Camera;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusteringPlanTest {
  private static final Optional<Duration> NOTHING_TO_DO = Optional.empty();
  private static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

  private final ClusteringPlan plan =
      new ClusteringPlan(
          new ClusteringRule(1, 100, Duration.ofSeconds(1), 0, Duration.ofSeconds(3)),
          List.of(),
          0);

  private static TakenFrame frame(long number) {
    Camera camera = new Camera(4, 4, 4, 4, 2, 2, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
    return new TakenFrame(number, Instant.EPOCH, Instant.EPOCH, camera);
  }

  private static long seconds(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private ClusteringPlan.Basis clusterAt(double seconds) {
    ClusteringPlan.Basis basis = plan.basis();
    plan.done(basis, Duration.ZERO, seconds(seconds));
    return basis;
  }

  @Test
  void shouldWaitForAFrameThatIsTrained() {
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(9)));
    plan.took(frame(1));
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(9)));
    plan.trained(1);
    assertEquals(NOW, plan.untilNext(seconds(9)));
  }

  @Test
  void shouldRestBehindTheLastOne() {
    plan.took(frame(1));
    plan.trained(1);
    clusterAt(10);
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(99)));
    plan.took(frame(2));
    assertEquals(Optional.of(Duration.ofMillis(400)), plan.untilNext(seconds(10.6)));
    assertEquals(NOW, plan.untilNext(seconds(11)));
    assertEquals(2, plan.basis().newest().number());
    assertEquals(2, plan.basis().cameras().size());
  }

  @Test
  void shouldWaitWhileSemanticsAreNotComplete() {
    plan.took(frame(1));
    plan.trained(1);
    plan.settle(false);
    plan.finish();
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(9)));
    plan.settle(true);
    assertEquals(NOW, plan.untilNext(seconds(9)));
  }

  @Test
  void shouldDoARoundOnceThoughNothingIsNew() {
    plan.took(frame(1));
    plan.trained(1);
    assertFalse(clusterAt(10).isAwaited());
    plan.want(4);
    assertEquals(NOW, plan.untilNext(seconds(10)));
    ClusteringPlan.Basis round = clusterAt(10);
    assertEquals(4, round.round());
    assertTrue(round.isAwaited());
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(99)));
  }

  @Test
  void shouldKeepARoundThatWasAskedForMeanwhileOrFailed() {
    plan.took(frame(1));
    plan.trained(1);
    ClusteringPlan.Basis before = plan.basis();
    plan.want(0);
    plan.done(before, Duration.ZERO, seconds(1));
    assertEquals(NOW, plan.untilNext(seconds(1)));
    plan.failed(plan.basis(), seconds(2));
    assertEquals(NOW, plan.untilNext(seconds(2)));
    assertEquals(0, plan.basis().round());
  }

  /** While a robot pauses, nothing new calls for a clustering, and its last frames need one. */
  @Test
  void shouldTryOnceMoreWhatFailedThoughNothingIsNew() {
    plan.took(frame(1));
    plan.trained(1);
    clusterAt(10);
    plan.took(frame(2));
    for (int time = 0; time < 2; time++) {
      plan.failed(plan.basis(), seconds(12));
      assertEquals(NOW, plan.untilNext(seconds(13)));
      plan.failed(plan.basis(), seconds(14));
      assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(99)));
      plan.trained(1_000L * (time + 1));
    }
  }

  @Test
  void shouldDoNothingMoreBehindTheLastOne() {
    plan.took(frame(1));
    plan.trained(1);
    plan.finish();
    assertTrue(clusterAt(1).last());
    plan.trained(10_000);
    plan.want(1);
    assertEquals(NOTHING_TO_DO, plan.untilNext(seconds(99)));
  }
}
