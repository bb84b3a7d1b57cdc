package io.splatlas.actors.export;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.List;
import java.util.stream.IntStream;

/** Leaves instances out of an export: one object alone, or the scene without it. */
public final class InstanceFilter {
  private InstanceFilter() {}

  /**
   * Only the Gaussians of one instance, or all but those.
   *
   * @param id of a living instance
   * @param keep true to keep it alone, false to leave it out
   * @throws SceneProblem NOT_FOUND when no such instance lives
   */
  public static SceneExport apply(SceneExport whole, int id, boolean keep) {
    if (whole.instances().stream().noneMatch(instance -> instance.id() == id)) {
      throw new SceneProblem(
          SceneProblem.Reason.NOT_FOUND,
          "scene %s has no living instance %d".formatted(whole.scene(), id));
    }
    List<Instance> instances =
        whole.instances().stream().filter(instance -> (instance.id() == id) == keep).toList();
    int[] ids = whole.gaussians().instances();
    int[] rows =
        IntStream.range(0, whole.gaussians().count()).filter(i -> (ids[i] == id) == keep).toArray();
    return new SceneExport(
        whole.scene(),
        rowsOf(whole.gaussians(), rows),
        instances,
        whole.revision(),
        whole.iteration());
  }

  private static GaussianSnapshot rowsOf(GaussianSnapshot all, int[] rows) {
    GaussianBatch from = all.gaussians();
    GaussianBatch to = GaussianBatch.zeros(from.layout(), rows.length);
    for (int plane = 0; plane < from.planes().length; plane++) {
      for (int i = 0; i < rows.length; i++) {
        to.planes()[plane][i] = from.planes()[plane][rows[i]];
      }
    }
    long[] identities = new long[rows.length];
    int[] instances = new int[rows.length];
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      identities[i] = all.identities()[rows[i]];
      instances[i] = all.instances()[rows[i]];
      weights[i] = all.liftingWeights()[rows[i]];
    }
    return new GaussianSnapshot(to, identities, instances, weights);
  }
}
