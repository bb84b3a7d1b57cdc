package io.splatlas.actors.cluster;

import java.util.function.Supplier;

/**
 * Hears what a clustering makes of the Gaussians step by step, for studies: which step loses an
 * object, and which join was wrong. What is told is made only if it is asked for.
 */
public interface ClusteringTrace {
  /** Listens to nothing. */
  ClusteringTrace NONE =
      new ClusteringTrace() {
        @Override
        public void stage(String name, Supplier<int[]> labels) {}

        @Override
        public void joined(Supplier<Join> join) {}
      };

  /**
   * A step is done.
   *
   * @param name of the step, see {@link UnionSpaceFinder}
   * @param labels segment of each Gaussian of the snapshot; negative where it has none, or shapes
   *     no clusters
   */
  void stage(String name, Supplier<int[]> labels);

  /** Two segments became one. */
  void joined(Supplier<Join> join);

  /**
   * Two segments that were taken for one thing, in the mean over their seam.
   *
   * @param from Gaussians of the smaller one, rows of the snapshot
   * @param into of the other
   * @param kinds what they were, "body" or "surface" or "region", the smaller one first
   * @param length of the seam as a part of the smaller one's girth
   * @param convexity -2 (concave) to 2 (convex)
   * @param contrast difference of colour between the insides of both, 0..1
   * @param curvature how far surfels scatter about their surface, spacings
   * @param departure mean difference of all of the smaller one's colours from the other's at the
   *     seam, 0..1
   */
  @SuppressWarnings("ArrayRecordComponent") // Rows handed on as they are.
  record Join(
      int[] from,
      int[] into,
      String kinds,
      double length,
      double convexity,
      double contrast,
      double curvature,
      double departure) {}
}
