package io.splatlas.gpu.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of 16 lanes in memory in a fixed order; {@code reduceLanes} promises none, and would give
 * other bits interpreted than compiled.
 */
final class LaneSums {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

  private LaneSums() {}

  /** Replaces each 16 values by 4 partial sums: lanes 8 apart first, then lanes 4 apart. */
  static void quarter(float[] values, int groups) {
    for (int k = 0; k < groups; k++) {
      int at = k * 16;
      FloatVector even =
          FloatVector.fromArray(QUAD, values, at).add(FloatVector.fromArray(QUAD, values, at + 8));
      FloatVector odd =
          FloatVector.fromArray(QUAD, values, at + 4)
              .add(FloatVector.fromArray(QUAD, values, at + 12));
      even.add(odd).intoArray(values, 4 * k);
    }
  }
}
