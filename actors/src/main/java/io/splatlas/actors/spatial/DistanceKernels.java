package io.splatlas.actors.spatial;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of every query. A lane is a point or a box and runs through the dimensions in
 * order, so results are the same for every vector width, and the same as those of a plain float
 * loop. Multiplication and addition are kept apart: the chain of additions sets the time, and a
 * fused form would be emulated where the hardware has none.
 *
 * <p>Maxima and minima are taken of the bits as ints, one instruction, where those of floats take
 * several to treat NaN and negative zero as Java does. Bits order like the floats unless both are
 * negative.
 */
final class DistanceKernels {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > KdTreeLayout.LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  private DistanceKernels() {}

  /**
   * Squared distances to the points of a leaf block; returns the mask of those within {@code
   * bound}.
   */
  static long points(
      float[] blocks, int at, int points, int dimensions, float[] query, float bound, float[] out) {
    long mask = 0;
    for (int group = 0; group < points; group += KdTreeLayout.LANES) {
      int start = at + group * dimensions;
      for (int lane = 0; lane < KdTreeLayout.LANES; lane += SPECIES.length()) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int d = 0; d < dimensions; d++) {
          FloatVector difference =
              FloatVector.fromArray(SPECIES, blocks, start + lane + d * KdTreeLayout.LANES)
                  .sub(query[d]);
          sum = difference.mul(difference).add(sum);
        }
        long within = sum.compare(VectorOperators.LE, bound).toLong();
        if (within != 0) {
          sum.intoArray(out, group + lane);
          mask |= within << (group + lane);
        }
      }
    }
    return mask;
  }

  /** Squared distances to the boxes of a node, 0 inside. */
  static void boxes(
      float[] boxes, int offset, int dimensions, float[] query, float[] out, int outAt) {
    for (int lane = 0; lane < KdTree.FANOUT; lane += SPECIES.length()) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int d = 0; d < dimensions; d++) {
        int side = offset + 2 * d * KdTree.FANOUT + lane;
        FloatVector at = FloatVector.broadcast(SPECIES, query[d]);
        FloatVector below = FloatVector.fromArray(SPECIES, boxes, side).sub(at);
        FloatVector above = at.sub(FloatVector.fromArray(SPECIES, boxes, side + KdTree.FANOUT));
        // At most one of the two is positive; the maximum with 0 takes care of the rest.
        FloatVector difference =
            below.reinterpretAsInts().max(above.reinterpretAsInts()).max(0).reinterpretAsFloats();
        sum = difference.mul(difference).add(sum);
      }
      sum.intoArray(out, outAt + lane);
    }
  }

  /** Where the first of the least of {@link KdTree#FANOUT} non-negative values is. */
  static int least(float[] values, int at) {
    IntVector least = FloatVector.fromArray(SPECIES, values, at).reinterpretAsInts();
    for (int lane = SPECIES.length(); lane < KdTree.FANOUT; lane += SPECIES.length()) {
      least = least.min(FloatVector.fromArray(SPECIES, values, at + lane).reinterpretAsInts());
    }
    int value = least.reduceLanes(VectorOperators.MIN);
    int lane = 0;
    while (true) {
      long equal =
          FloatVector.fromArray(SPECIES, values, at + lane)
              .reinterpretAsInts()
              .compare(VectorOperators.EQ, value)
              .toLong();
      if (equal != 0) {
        return at + lane + Long.numberOfTrailingZeros(equal);
      }
      lane += SPECIES.length();
    }
  }
}
