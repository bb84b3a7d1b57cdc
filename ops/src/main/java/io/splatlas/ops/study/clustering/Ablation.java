package io.splatlas.ops.study.clustering;

import io.splatlas.actors.cluster.ClusteringSettings;
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

  private static final double ONE_REGION = 1e9;
  private static final double NO_SEAM = 1e9;

  /** From plain HDBSCAN on positions to all there is. */
  public static List<Ablation> steps() {
    ClusteringSettings all = ClusteringSettings.DEFAULTS;
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
    now = add(steps, "+ semantics", now, c -> c.semanticWeight = all.semanticWeight());
    now = add(steps, "+ surfaces first", now, c -> c.planeShare = all.planeShare());
    now = add(steps, "+ things in surfaces", now, c -> c.regionSeam = all.regionSeam());
    now = add(steps, "+ parts joined", now, c -> c.seamLength = all.seamLength());
    add(steps, "+ translucent Gaussians", now, c -> c.trustedShare = all.trustedShare());
    return steps;
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
