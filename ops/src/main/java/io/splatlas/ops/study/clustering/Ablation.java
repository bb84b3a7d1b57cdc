package io.splatlas.ops.study.clustering;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.distill.BuiltInTeacher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The steps of the clustering, one added after the other: what each is worth.
 *
 * @param step name of the addition
 * @param settings with it and all before it
 */
public record Ablation(String step, ClusteringSettings settings) {
  /** No surface is larger than the whole. */
  private static final double NO_PLANES = 2;

  /** The step that ends with {@link #ofServer}. */
  public static final String SERVER = "+ translucent Gaussians";

  private static final double ONE_REGION = 1e9;
  private static final double NO_SEAM = 1e9;

  /**
   * From plain HDBSCAN on positions to what a server does with the built-in teacher, which
   * described the scenes; then with its semantics, too, as they would count if a language model
   * had.
   */
  public static List<Ablation> steps() {
    ClusteringSettings all = ofServer();
    List<Ablation> steps = new ArrayList<>();
    ClusteringSettings now =
        all.with(
            c -> {
              c.trustedShare = 0;
              c.colourWeight = 0;
              c.semanticWeight = 0;
              c.planeShare = NO_PLANES;
              c.regionSeam = ONE_REGION;
              c.seamLength = NO_SEAM;
            });
    steps.add(new Ablation("geometry only", now));
    now = add(steps, "+ appearance", now, c -> c.colourWeight = all.colourWeight());
    now = add(steps, "+ surfaces first", now, c -> c.planeShare = all.planeShare());
    now = add(steps, "+ things in surfaces", now, c -> c.regionSeam = all.regionSeam());
    now = add(steps, "+ parts joined", now, c -> c.seamLength = all.seamLength());
    now = add(steps, SERVER, now, c -> c.trustedShare = all.trustedShare());
    double weight = ClusteringSettings.DEFAULTS.semanticWeight();
    add(steps, "+ semantics", now, c -> c.semanticWeight = weight);
    return steps;
  }

  /** The settings of a server with the built-in teacher. */
  public static ClusteringSettings ofServer() {
    return ClusteringSettings.of(new BuiltInTeacher());
  }

  private static ClusteringSettings add(
      List<Ablation> steps,
      String step,
      ClusteringSettings before,
      Consumer<ClusteringSettings.Changes> change) {
    ClusteringSettings after = before.with(change);
    steps.add(new Ablation(step, after));
    return after;
  }
}
