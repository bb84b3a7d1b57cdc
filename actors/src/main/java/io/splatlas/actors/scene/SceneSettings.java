package io.splatlas.actors.scene;

import io.splatlas.actors.cluster.ClusteringRule;
import io.splatlas.actors.distill.DistillSettings;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.actors.render.RenderLimits;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.train.TrainingSettings;

/**
 * The hyper-parameters and limits of every scene of a server.
 *
 * @param training how scenes are trained
 * @param seeding how Gaussians are placed
 * @param distilling when semantics are lifted
 * @param refining how semantics are refined where a scene's profile says so
 * @param clustering when instances are looked for
 * @param rendering what viewers may ask for
 * @param subscribers of one scene at most, at least 1, default 2,000
 * @param exports of one scene under way at most, at least 1, default 2
 */
public record SceneSettings(
    TrainingSettings training,
    SeedOptions seeding,
    DistillSettings distilling,
    RefinementSettings refining,
    ClusteringRule clustering,
    RenderLimits rendering,
    int subscribers,
    int exports) {
  public static final SceneSettings DEFAULTS =
      new SceneSettings(
          TrainingSettings.DEFAULTS,
          SeedOptions.DEFAULTS,
          DistillSettings.DEFAULTS,
          RefinementSettings.DEFAULTS,
          ClusteringRule.DEFAULTS,
          RenderLimits.DEFAULTS,
          2_000,
          2);

  public SceneSettings {
    if (subscribers < 1 || exports < 1) {
      throw new IllegalArgumentException("subscribers and exports must be at least 1");
    }
  }
}
