package io.splatlas.actors.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.splatlas.actors.model.SceneProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefinementPlanTest {
  @Test
  void shouldFollowThePublishedSchedule() {
    RefinementPlan plan = RefinementPlan.of(SceneProfile.FREEGS);
    assertEquals(4, plan.rounds());
    assertEquals(new RefinementPlan.Stage(0, 3000), plan.stage(0));
    assertEquals(new RefinementPlan.Stage(4000, 6000), plan.stage(2));
    assertEquals(new RefinementPlan.Stage(6000, 7000), plan.stage(3));
    assertEquals(3000, plan.groupsFrom());
  }

  @Test
  void shouldRefineNothingInClosedForm() {
    RefinementPlan plan = RefinementPlan.of(SceneProfile.LIFTED);
    assertEquals(1, plan.rounds());
    assertEquals(new RefinementPlan.Stage(0, 0), plan.stage(0));
  }

  @Test
  void shouldRefuseClusteringsThatDoNotRiseFromZero() {
    assertThrows(IllegalArgumentException.class, () -> new RefinementPlan(List.of(0, 5, 5), 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new RefinementPlan(List.of(1, 5), 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new RefinementPlan(List.of(0, 50), 10, 0));
  }
}
