package io.splatlas.actors.refine;

import io.splatlas.actors.distill.JointBilateral;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GaussianSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prepares what the field is taught after a clustering: looks at one keyframe after another, so
 * that only what is projected and scaled down stays in memory.
 */
final class LessonPlanner {
  /** Pixels of the photograph from which on a cell is coarse. */
  private static final int COARSE = 8;

  private final RefinementSettings settings;
  private final Teacher teacher;
  private final FeatureProjection projection;

  LessonPlanner(RefinementSettings settings, Teacher teacher, FeatureProjection projection) {
    this.settings = settings;
    this.teacher = teacher;
    this.projection = projection;
  }

  /** Where a planner gets a keyframe from; may read a disk. */
  interface Views {
    /** A keyframe, null when it can no longer be had. */
    @Nullable TeachingView view(int number) throws IOException;
  }

  /**
   * Makes lessons.
   *
   * @param views keyframes
   * @param ids per keyframe its rendered instance ids at training resolution; empty without groups
   * @param snapshot the Gaussians with the ids they were rendered with
   * @param seed of the draw of neighbours
   */
  Lessons plan(Views views, List<int[]> ids, int count, GaussianSnapshot snapshot, long seed)
      throws IOException {
    int[] instances = ids.isEmpty() ? new int[0] : instancesOf(ids);
    Map<Integer, Integer> groupOf = new HashMap<>();
    for (int g = 0; g < instances.length; g++) {
      groupOf.put(instances[g], g);
    }
    InstanceLessons embeddings = new InstanceLessons(settings.crops());
    List<FieldTarget> targets = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      TeachingView view = views.view(k);
      if (view == null) {
        continue;
      }
      int[] seen = ids.isEmpty() ? null : ids.get(k);
      if (seen != null) {
        embeddings.add(k, seen);
      }
      Camera camera = scaled(view.camera());
      targets.add(
          new FieldTarget(
              camera, teacherOf(view, camera), groups(view.camera(), seen, camera, groupOf)));
    }
    FieldGroups groups =
        instances.length == 0
            ? FieldGroups.NONE
            : embeddings.embed(instances, ids, views, teacher, projection);
    return new Lessons(
        List.copyOf(targets),
        groups,
        NeighbourPairs.draw(snapshot, settings.anchors(), settings.neighbours(), seed),
        FieldMean.of(snapshot));
  }

  /**
   * The teacher's cells; where they are coarse, up-sampled along the edges of the photograph, so
   * that thin objects do not learn what lies beside them.
   */
  private FeatureMap teacherOf(TeachingView view, Camera small) {
    FeatureMap projected = projection.project(view.teacher());
    return view.camera().width() < COARSE * projected.width()
        ? projected
        : JointBilateral.upsample(
            projected,
            view.camera().width(),
            view.camera().height(),
            view.rgb(),
            small.width(),
            small.height());
  }

  private static int[] instancesOf(List<int[]> ids) {
    return ids.stream()
        .flatMapToInt(seen -> Arrays.stream(seen).distinct())
        .filter(id -> id != 0)
        .distinct()
        .sorted()
        .toArray();
  }

  /** The view with as few pixels as are compared. */
  private Camera scaled(Camera camera) {
    double pixels = (double) camera.width() * camera.height();
    return pixels <= settings.viewPixels()
        ? camera
        : camera.scaled(Math.sqrt(settings.viewPixels() / pixels));
  }

  /** The group at the centre of each pixel of the smaller view. */
  private static int[] groups(
      Camera full, int @Nullable [] ids, Camera small, Map<Integer, Integer> groupOf) {
    int[] groups = new int[small.width() * small.height()];
    for (int p = 0; p < groups.length; p++) {
      int x = (2 * (p % small.width()) + 1) * full.width() / (2 * small.width());
      int y = (2 * (p / small.width()) + 1) * full.height() / (2 * small.height());
      groups[p] = ids == null ? -1 : groupOf.getOrDefault(ids[y * full.width() + x], -1);
    }
    return groups;
  }
}
