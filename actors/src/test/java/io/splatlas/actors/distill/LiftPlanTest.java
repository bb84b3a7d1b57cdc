package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiftPlanTest {
  private static final long MAP_BYTES = 2 * 4 * 4;
  private static final FeatureProjection KNOWN = FeatureProjection.identity(4);
  private static final FeatureProjection LEARNT = ProjectionFitter.fit(List.of(map(1), map(2)), 2);

  private static LiftPlan plan(long maps, boolean known) {
    DistillSettings settings = new DistillSettings(2, 0.2, 2, maps * MAP_BYTES, 0, 300, 2, 16);
    return new LiftPlan(settings, new MapMemory(Long.MAX_VALUE), known ? KNOWN : null);
  }

  private static FeatureMap map(float level) {
    return new FeatureMap(2, 1, 4, new float[] {level, 0, 1, 2, 0, -level, 3, 1});
  }

  private static void describe(LiftPlan plan, long number) {
    plan.chosen(number, SyntheticScene.camera((int) number));
    plan.described(
        new Keyframes.Described(number, SyntheticScene.camera((int) number), map((int) number)));
  }

  private static long liftOne(LiftPlan plan) {
    LiftPlan.One one = assertInstanceOf(LiftPlan.One.class, plan.next(false));
    plan.lifting(one);
    return one.keyframe().number();
  }

  private static List<Long> liftAnew(LiftPlan plan) {
    assertInstanceOf(LiftPlan.Anew.class, plan.next(true));
    if (!plan.toLearnFrom().isEmpty()) {
      plan.learning();
      plan.learnt(LEARNT);
    }
    List<Keyframes.Described> all = plan.atHand();
    plan.liftingAnew(all);
    plan.liftedAnew(true);
    return all.stream().map(Keyframes.Described::number).toList();
  }

  @Test
  void shouldLiftInTheOrderThatWasDescribed() {
    LiftPlan plan = plan(8, true);
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true));
    describe(plan, 1);
    describe(plan, 2);
    assertTrue(plan.isBehind());
    assertEquals(1, liftOne(plan));
    assertFalse(plan.isBehind());
    assertEquals(2, liftOne(plan));
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true));
  }

  @Test
  void shouldLearnAProjectionFromTheFirstMapAndAgainFromTheFirstFew() {
    LiftPlan plan = plan(8, false);
    describe(plan, 1);
    assertEquals(List.of(1L), liftAnew(plan));
    describe(plan, 2);
    assertEquals(List.of(1L, 2L), liftAnew(plan), "two are the first few");
    describe(plan, 3);
    assertEquals(3, liftOne(plan));
    assertEquals(LEARNT, plan.projection());
  }

  @Test
  void shouldNotLearnAProjectionThatIsKnown() {
    LiftPlan plan = plan(8, true);
    describe(plan, 1);
    assertEquals(List.of(), plan.toLearnFrom());
  }

  @Test
  void shouldLiftAnewEverTwiceAsManyIterations() {
    LiftPlan plan = plan(8, true);
    describe(plan, 1);
    liftOne(plan);
    plan.trained(299);
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true));
    plan.trained(300);
    liftAnew(plan);
    plan.trained(599);
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true));
    plan.trained(600);
    liftAnew(plan);
  }

  @Test
  void shouldNotForgetWhatItCouldNotLiftAgain() {
    LiftPlan plan = plan(1, true);
    describe(plan, 1);
    liftOne(plan);
    describe(plan, 2);
    liftOne(plan);
    plan.trained(10_000);
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true), "the map of 1 is no longer kept");
    plan.finish();
    assertInstanceOf(LiftPlan.Wait.class, plan.next(false), "the teacher is not done");
    assertEquals(List.of(2L), liftAnew(plan));
    assertEquals(new LiftPlan.Late(1), plan.next(true));
    describe(plan, 1);
    assertEquals(1, liftOne(plan));
    assertInstanceOf(LiftPlan.Done.class, plan.next(true));
  }

  @Test
  void shouldTakeUpAtTheEndWhatTheTeacherWasTooBusyFor() {
    LiftPlan plan = plan(8, true);
    describe(plan, 1);
    plan.chosen(2, SyntheticScene.camera(2));
    plan.finish();
    assertEquals(List.of(1L), liftAnew(plan));
    assertEquals(new LiftPlan.Late(2), plan.next(true));
    plan.undescribable(2);
    assertInstanceOf(LiftPlan.Done.class, plan.next(true));
    assertEquals(1, plan.size());
    assertEquals(1, plan.taught().frames().size());
  }

  @Test
  void shouldLeaveAloneWhatTheGaussiansCarryAlready() {
    LiftPlan plan = plan(8, true);
    plan.chosen(1, SyntheticScene.camera(1));
    plan.alreadyLifted();
    plan.trained(10_000);
    assertInstanceOf(LiftPlan.Wait.class, plan.next(true));
  }
}
