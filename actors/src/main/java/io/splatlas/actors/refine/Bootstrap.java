package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One refinement stage at a time on a device of one's own, without actors: for studies and tests.
 * What a scene does between two clusterings is this, cut into jobs.
 */
public final class Bootstrap {
  private final GpuDevice device;
  private final RefinementSettings settings;
  private final RefinementPlan plan;
  private final LessonPlanner planner;

  /**
   * @param device not used by anybody else
   */
  public Bootstrap(
      GpuDevice device,
      RefinementSettings settings,
      RefinementPlan plan,
      Teacher teacher,
      FeatureProjection projection) {
    this.device = device;
    this.settings = settings;
    this.plan = plan;
    this.planner = new LessonPlanner(settings, teacher, projection);
  }

  /**
   * Refines the field of a set that carries the ids of clustering {@code round}, from 0.
   *
   * @return what the last iteration saw
   */
  public FieldReport refine(GaussianSet set, List<TeachingView> views, int round)
      throws IOException {
    RefinementPlan.Stage stage = plan.stage(round);
    GaussianSnapshot snapshot = device.snapshot(set);
    List<int[]> ids = new ArrayList<>();
    for (TeachingView view : views) {
      ids.add(ids(set, view.camera()));
    }
    boolean grouped = stage.to() > plan.groupsFrom();
    Lessons lessons =
        planner.plan(views::get, grouped ? ids : List.of(), views.size(), snapshot, round + 1);
    FieldTraining training = new FieldTraining(lessons, settings, plan, stage);
    while (!training.isDone()) {
      training.step(device, set);
    }
    return training.report();
  }

  private int[] ids(GaussianSet set, Camera camera) {
    return Objects.requireNonNull(
        device.render(set, camera, RenderOptions.of(Layer.IDS)).ids(), "ids");
  }
}
