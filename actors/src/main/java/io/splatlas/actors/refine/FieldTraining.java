package io.splatlas.actors.refine;

import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import java.util.List;

/** Refinement iterations of one stage, a view each. */
final class FieldTraining {
  private static final long SEED = 7;

  private final Lessons lessons;
  private final RefinementSettings settings;
  private final RefinementPlan plan;
  private final RefinementPlan.Stage stage;
  private int next;
  private FieldReport last = new FieldReport(0, 0, 0, 0, 0);

  FieldTraining(
      Lessons lessons,
      RefinementSettings settings,
      RefinementPlan plan,
      RefinementPlan.Stage stage) {
    this.lessons = lessons;
    this.settings = settings;
    this.plan = plan;
    this.stage = stage;
    next = stage.from();
  }

  boolean isDone() {
    return next >= stage.to() || lessons.targets().isEmpty();
  }

  /** One iteration. */
  void step(GpuDevice device, GaussianSet set) {
    FieldOptions options = settings.about(lessons.origin(), next >= plan.groupsFrom());
    int view = ViewOrder.at(next, lessons.targets().size(), SEED);
    last =
        device
            .refine(
                set,
                List.of(lessons.targets().get(view)),
                lessons.groups(),
                lessons.pairs(),
                options)
            .getFirst();
    next++;
  }

  /** What the last iteration saw. */
  FieldReport report() {
    return last;
  }
}
