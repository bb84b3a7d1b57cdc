package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.InstanceFinder;
import picocli.CommandLine.Option;

/** How much semantics count where a study finds instances with them. */
final class SemanticWeight {
  private static final double MOST = 100;

  @Option(
      names = "--semantic-weight",
      paramLabel = "W",
      description =
          "Spacings between Gaussians that a standard deviation of semantics counts where instances"
              + " are found with them. Default ${DEFAULT-VALUE}, a language model's; a server leaves"
              + " out those of the built-in teacher.")
  private double weight = ClusteringSettings.DEFAULTS.semanticWeight();

  /** Finds instances with semantics. */
  InstanceFinder union() {
    if (!(weight >= 0 && weight <= MOST)) {
      throw new UserError("--semantic-weight must be 0 to 100, not " + weight);
    }
    return StudyTable.finder(weight);
  }
}
