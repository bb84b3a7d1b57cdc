package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import java.util.stream.IntStream;

/**
 * All Gaussians of a snapshot in union space at one scale, as the method clusters them (METHOD
 * section 3): nothing is told apart before. What {@link UnionSpaceFinder} does instead clusters
 * island by island, each at its own spacing; this is for measuring HDBSCAN on what scenes are made
 * of.
 */
public final class PlainUnionSpace {
  private PlainUnionSpace() {}

  /**
   * A point for each Gaussian, in the snapshot's order.
   *
   * @param settings what colours and semantics count for, in median spacings of the snapshot
   * @return 6 dimensions (position, colour), and up to 6 more where the snapshot has semantics that
   *     count
   * @throws IllegalArgumentException when most Gaussians lie on one another, or there are none:
   *     then there is no scale
   */
  public static PointSet of(ClusteringInput input, ClusteringSettings settings, Parallel parallel) {
    ClusteringSettings all = settings.with(c -> c.trustedShare = 1);
    SurfelCloud cloud = new SurfelCloudBuilder(all, parallel).build(input);
    if (!(cloud.spacing() > 0)) {
      throw new IllegalArgumentException("most Gaussians lie on one another, or there are none");
    }
    int[] surfels = IntStream.range(0, cloud.size()).toArray();
    return new UnionSpace(cloud, all, surfels).of(surfels, cloud.spacing());
  }
}
