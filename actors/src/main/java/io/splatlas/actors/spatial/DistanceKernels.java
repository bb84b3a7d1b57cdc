package io.splatlas.actors.spatial;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The two inner loops of every query. A lane is a point or a box and runs through the dimensions in
 * order, so results are the same for every vector width, and the same as those of a plain float
 * loop. Multiplication and addition are kept apart: the chain of additions sets the time, and a
 * fused form would be emulated where the hardware has none.
 */
final class DistanceKernels {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > KdTreeLayout.LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  private DistanceKernels() {}

  /**
   * Squared distances to a block of {@code stride} points; returns the mask of those within {@code
   * bound}.
   */
  static long points(
      float[] blocks, int at, int stride, int dimensions, float[] query, float bound, float[] out) {
    long mask = 0;
    for (int lane = 0; lane < stride; lane += SPECIES.length()) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int d = 0; d < dimensions; d++) {
        FloatVector difference =
            FloatVector.fromArray(SPECIES, blocks, at + d * stride + lane).sub(query[d]);
        sum = difference.mul(difference).add(sum);
      }
      long within = sum.compare(VectorOperators.LE, bound).toLong();
      if (within != 0) {
        sum.intoArray(out, lane);
        mask |= within << lane;
      }
    }
    return mask;
  }

  /** Squared distances to the boxes of a node; returns the mask of those within {@code bound}. */
  static int boxes(
      float[] boxes, int offset, int dimensions, float[] query, float bound, float[] out) {
    int mask = 0;
    for (int lane = 0; lane < KdTree.FANOUT; lane += SPECIES.length()) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int d = 0; d < dimensions; d++) {
        int side = offset + 2 * d * KdTree.FANOUT + lane;
        FloatVector at = FloatVector.broadcast(SPECIES, query[d]);
        FloatVector below = FloatVector.fromArray(SPECIES, boxes, side).sub(at);
        FloatVector above = at.sub(FloatVector.fromArray(SPECIES, boxes, side + KdTree.FANOUT));
        FloatVector difference = below.max(above).max(0f);
        sum = difference.mul(difference).add(sum);
      }
      sum.intoArray(out, lane);
      mask |= (int) sum.compare(VectorOperators.LE, bound).toLong() << lane;
    }
    return mask;
  }
}
