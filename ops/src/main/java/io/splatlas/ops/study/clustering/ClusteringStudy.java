package io.splatlas.ops.study.clustering;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.GpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the instances of trained scenes again with other settings: a sweep of HDBSCAN's two sizes,
 * and the ablation.
 */
public final class ClusteringStudy {
  /**
   * One clustering of one scene.
   *
   * @param scene name
   * @param setting what was set, a name that is the same for all scenes
   * @param score how good it was
   */
  public record Result(String scene, String setting, LabelScore score) {}

  /**
   * What to try.
   *
   * @param name of it
   * @param settings with it
   */
  public record Setting(String name, ClusteringSettings settings) {}

  private final GpuDevice device;
  private final Parallel parallel;

  /**
   * @param device renders ids
   * @param parallel clusters
   */
  public ClusteringStudy(GpuDevice device, Parallel parallel) {
    this.device = device;
    this.parallel = parallel;
  }

  /** The name of a pair of sizes. */
  public static String nameOf(int minSamples, int minClusterSize) {
    return minSamples + "/" + minClusterSize;
  }

  /** Every pair of sizes, all else as a server does. */
  public static List<Setting> sweep(List<Integer> minSamples, List<Integer> minClusterSizes) {
    List<Setting> settings = new ArrayList<>();
    for (int samples : minSamples) {
      for (int size : minClusterSizes) {
        settings.add(
            new Setting(
                nameOf(samples, size),
                Ablation.ofServer()
                    .with(
                        c -> {
                          c.minSamples = samples;
                          c.minClusterSize = size;
                        })));
      }
    }
    return settings;
  }

  /** The steps of the ablation. */
  public static List<Setting> ablation() {
    return Ablation.steps().stream()
        .map(step -> new Setting(step.step(), step.settings()))
        .toList();
  }

  /**
   * Tries settings on a scene.
   *
   * @param told of every result as it comes
   */
  public List<Result> run(TrainedScene scene, List<Setting> settings, Consumer<Result> told) {
    List<Result> results = new ArrayList<>();
    try (LabelScorer scorer = new LabelScorer(scene, device)) {
      for (Setting setting : settings) {
        LabelScore score =
            scorer.score(new UnionSpaceFinder(setting.settings(), parallel).find(scene.input()));
        Result result = new Result(scene.name(), setting.name(), score);
        results.add(result);
        told.accept(result);
      }
    }
    return results;
  }
}
