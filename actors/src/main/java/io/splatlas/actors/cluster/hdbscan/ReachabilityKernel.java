package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bounds of mutual reachability for the children of a node, by bits: non-negative floats order like
 * their bits.
 */
final class ReachabilityKernel {
  private static final VectorSpecies<Integer> INTS =
      IntVector.SPECIES_PREFERRED.length() > KdTree.FANOUT
          ? IntVector.SPECIES_512
          : IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = INTS.withLanes(float.class).check(float.class);

  private ReachabilityKernel() {}

  /**
   * Writes, for each slot of a node, the greatest of {@code ownCore}, the slot's least core and its
   * box distance, or infinity where the slot is all of {@code component}.
   */
  static void bounds(
      int[] componentOfSlot,
      float[] minCoreOfSlot,
      int firstSlot,
      int component,
      float ownCore,
      float[] boxDistances,
      float[] out,
      int at) {
    int own = Float.floatToRawIntBits(ownCore);
    for (int lane = 0; lane < KdTree.FANOUT; lane += INTS.length()) {
      VectorMask<Integer> inside =
          IntVector.fromArray(INTS, componentOfSlot, firstSlot + lane)
              .compare(VectorOperators.EQ, component);
      FloatVector.fromArray(FLOATS, minCoreOfSlot, firstSlot + lane)
          .reinterpretAsInts()
          .max(FloatVector.fromArray(FLOATS, boxDistances, at + lane).reinterpretAsInts())
          .max(own)
          .blend(Float.floatToRawIntBits(Float.POSITIVE_INFINITY), inside)
          .reinterpretAsFloats()
          .intoArray(out, at + lane);
    }
  }
}
