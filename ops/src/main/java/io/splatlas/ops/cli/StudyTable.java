package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.ops.study.StudyScore;
import java.util.Locale;

/** What the tables of studies have in common. */
final class StudyTable {
  /** Over {@link #scores}. */
  static final String SCORES = "clusters    mIoU boundary IoU  IoU > 0.5  consistency";

  private StudyTable() {}

  /** The columns of a score. */
  static String scores(int clusters, StudyScore score) {
    return String.format(
        Locale.ROOT,
        "%8d %7.3f %12.3f %10.3f %12.3f",
        clusters,
        score.miou(),
        score.mbiou(),
        score.share50(),
        score.consistency());
  }

  /** Finds instances without semantics. */
  static InstanceFinder geometry() {
    return finder(0);
  }

  /** Finds instances with semantics of a weight. */
  static InstanceFinder finder(double semanticWeight) {
    return new UnionSpaceFinder(
        ClusteringSettings.DEFAULTS.withSemanticWeight(semanticWeight),
        Parallel.threads(Runtime.getRuntime().availableProcessors()));
  }
}
