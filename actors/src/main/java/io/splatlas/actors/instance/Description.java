package io.splatlas.actors.instance;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.instance.InstanceRegistry.Basis;
import io.splatlas.actors.instance.InstanceRegistry.Weight;
import io.splatlas.actors.model.Instance;
import io.splatlas.gpu.GaussianBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to tell of instances after a clustering. Where an instance lies takes a look at its
 * Gaussians; at a glance that is only done for those of which something else is worth telling.
 */
final class Description {
  /** Gaussians at which an instance is half sure. */
  private static final double HALF_SURE = 50;

  private final RegistryPolicy policy;
  private final Decision decision;
  private final ClusteringResult clusters;
  private final GaussianBatch gaussians;
  private final Basis basis;

  Description(
      RegistryPolicy policy,
      Decision decision,
      ClusteringResult clusters,
      GaussianBatch gaussians,
      Basis basis) {
    this.policy = policy;
    this.decision = decision;
    this.clusters = clusters;
    this.gaussians = gaussians;
    this.basis = basis;
  }

  /**
   * An instance as it is now; empty when what was told of it still does.
   *
   * @param members rows of its Gaussians, not empty
   * @param before as it was told, null when it is new
   * @param revision of the change that would tell it
   */
  Optional<Instance> of(int id, int[] members, @Nullable Instance before, long revision) {
    int cluster = decision.clusterOf(id);
    Instance.Kind kind = kind(cluster, before);
    float confidence = confidence(members.length, cluster);
    boolean changed = before == null || hasChanged(before, kind, confidence, members.length);
    if (before != null && !changed && basis.weight() == Weight.GLANCE) {
      return seenAgain(before, revision);
    }
    InstanceStatistics statistics = InstanceStatistics.of(gaussians, members);
    if (before != null && !changed && !hasMoved(before.box(), statistics.box())) {
      return seenAgain(before, revision);
    }
    return Optional.of(
        new Instance(
            id,
            kind,
            Instance.Status.ALIVE,
            members.length,
            statistics.centroid(),
            statistics.box(),
            statistics.colour(),
            confidence,
            before == null ? revision : before.createdRevision(),
            revision,
            0,
            before == null ? decision.splitFrom.getOrDefault(id, 0) : before.splitFrom(),
            before == null ? basis.lastSeen() : lastSeen(before),
            statistics.orientedBox()));
  }

  private Optional<Instance> seenAgain(Instance before, long revision) {
    Instant seen = lastSeen(before);
    return Duration.between(before.lastSeen(), seen).compareTo(policy.seenAgain()) < 0
        ? Optional.empty()
        : Optional.of(before.seenAgain(seen, revision));
  }

  private Instant lastSeen(Instance before) {
    Instant seen = basis.inView().getOrDefault(before.id(), before.lastSeen());
    return seen.isAfter(before.lastSeen()) ? seen : before.lastSeen();
  }

  private Instance.Kind kind(int cluster, @Nullable Instance before) {
    if (cluster >= 0) {
      return clusters.background()[cluster] ? Instance.Kind.BACKGROUND : Instance.Kind.OBJECT;
    }
    return before == null ? Instance.Kind.OBJECT : before.kind();
  }

  /**
   * That this is a whole thing: many Gaussians are strong evidence; a cluster among other things is
   * likely a part of one, a background surface is none, what no cluster speaks for is half
   * believed.
   */
  private float confidence(int count, int cluster) {
    double seen = count / (count + HALF_SURE);
    if (cluster < 0) {
      return (float) (0.5 * seen);
    }
    double apart = clusters.apart()[cluster];
    return (float) ((clusters.background()[cluster] ? 0.5 : 1) * apart * apart * seen);
  }

  private boolean hasChanged(Instance before, Instance.Kind kind, float confidence, int count) {
    double grown = Math.abs(count - before.gaussians()) / (double) before.gaussians();
    return before.kind() != kind
        || Math.abs(confidence - before.confidence()) > policy.confidenceChange()
        || grown > policy.relativeChange();
  }

  private boolean hasMoved(float[] before, float[] now) {
    double moved = 0;
    double diagonal = 0;
    for (int axis = 0; axis < 3; axis++) {
      double side = before[3 + axis] - before[axis];
      diagonal += side * side;
      moved = Math.max(moved, Math.abs(now[axis] - before[axis]));
      moved = Math.max(moved, Math.abs(now[3 + axis] - before[3 + axis]));
    }
    return moved > policy.relativeChange() * Math.sqrt(diagonal);
  }
}
