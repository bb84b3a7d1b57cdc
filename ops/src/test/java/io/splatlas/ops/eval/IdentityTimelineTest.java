package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.picture.IntImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTimelineTest {

  private static final IntImage TRUTH = halves(1, 2);

  private final IdentityTimeline timeline = new IdentityTimeline();

  @Test
  void shouldBePureAndSteadyWhenIdsStayWithTheirObjects() {
    for (int step = 0; step < 4; step++) {
      step(halves(8, 9));
    }
    assertEquals(0, timeline.idSwitches());
    assertEquals(1, timeline.purity().orElseThrow());
  }

  @Test
  void shouldCountEveryChangeOfAnObjectsId() {
    step(halves(8, 9));
    step(halves(9, 8));
    step(halves(9, 8));
    step(halves(7, 8));
    assertEquals(3, timeline.idSwitches());
    assertEquals(
        List.of(
            new IdentityTimeline.Switch(2, 1, 8, 9),
            new IdentityTimeline.Switch(2, 2, 9, 8),
            new IdentityTimeline.Switch(4, 1, 9, 7)),
        timeline.switches());
  }

  @Test
  void shouldNotCountALossThatIsFollowedByTheSameId() {
    step(halves(8, 9));
    step(halves(0, 9));
    step(halves(8, 9));
    assertEquals(0, timeline.idSwitches());
    step(halves(0, 9));
    step(halves(5, 9));
    assertEquals(1, timeline.idSwitches());
  }

  @Test
  void shouldNeedMoreThanHalfOfAnObject() {
    step(halves(8, 9));
    IntImage split = halves(8, 9);
    IdMaps.fill(split, 0, 0, 20, 20, 3);
    step(split);
    assertEquals(0, timeline.idSwitches(), "exactly half is not enough");
    IdMaps.fill(split, 0, 0, 21, 20, 3);
    step(split);
    assertEquals(1, timeline.idSwitches());
  }

  @Test
  void shouldFallWhereAnIdCoversTwoObjects() {
    // 800 pixels each: id 8 on 1 and 2 at the first step, on 1 alone at the second.
    step(halves(8, 8));
    step(halves(8, 9));
    assertEquals((1600.0 + 800) / 3200, timeline.purity().orElseThrow(), 1e-12);
  }

  @Test
  void shouldIgnoreWhatIsNotLabelledAndObjectsThatAreTiny() {
    IntImage truth = IntImage.zeros(80, 20);
    IdMaps.fill(truth, 0, 0, 10, 10, 1);
    timeline.addStep(List.of(new IdentityTimeline.View(IdMaps.filled(80, 20, 4), truth)));
    timeline.addStep(List.of(new IdentityTimeline.View(IdMaps.filled(80, 20, 5), truth)));
    assertEquals(0, timeline.idSwitches());
    assertEquals(1, timeline.purity().orElseThrow());
  }

  @Test
  void shouldHaveNoPurityBeforeAnyId() {
    step(halves(0, 0));
    assertTrue(timeline.purity().isEmpty());
  }

  private void step(IntImage predicted) {
    timeline.addStep(List.of(new IdentityTimeline.View(predicted, TRUTH)));
  }

  private static IntImage halves(int left, int right) {
    IntImage image = IdMaps.filled(80, 20, right);
    IdMaps.fill(image, 0, 0, 40, 20, left);
    return image;
  }
}
