package io.splatlas.gpu.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums the gradient slots of one Gaussian in their order. */
final class SlotSums {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

  private SlotSums() {}

  /**
   * Writes the {@link BackwardKernel#SLOT} sums, {@link Block#SIZE} apart.
   *
   * @param first number of the first slot
   * @param count of slots
   */
  static void add(float[] slots, int first, int count, float[] out, int at) {
    FloatVector a = FloatVector.zero(QUAD);
    FloatVector b = FloatVector.zero(QUAD);
    FloatVector c = FloatVector.zero(QUAD);
    int from = first * BackwardKernel.SLOT;
    int end = from + count * BackwardKernel.SLOT;
    for (int s = from; s < end; s += BackwardKernel.SLOT) {
      a = FloatVector.fromArray(QUAD, slots, s).add(a);
      b = FloatVector.fromArray(QUAD, slots, s + 4).add(b);
      c = FloatVector.fromArray(QUAD, slots, s + 8).add(c);
    }
    out[at] = a.lane(0);
    out[at + Block.SIZE] = a.lane(1);
    out[at + 2 * Block.SIZE] = a.lane(2);
    out[at + 3 * Block.SIZE] = a.lane(3);
    out[at + 4 * Block.SIZE] = b.lane(0);
    out[at + 5 * Block.SIZE] = b.lane(1);
    out[at + 6 * Block.SIZE] = b.lane(2);
    out[at + 7 * Block.SIZE] = b.lane(3);
    out[at + 8 * Block.SIZE] = c.lane(0);
    out[at + 9 * Block.SIZE] = c.lane(1);
  }
}
