package io.splatlas.actors.distill.clip;

/** Lengths of embeddings. */
final class Vectors {
  private Vectors() {}

  /** The vector, scaled to length 1; a vector of zeros stays. */
  static float[] unit(float[] vector) {
    float[] unit = vector.clone();
    normalise(unit, 0, unit.length);
    return unit;
  }

  /** Scales a stretch of values to length 1 where it stands. */
  static void normalise(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) values[i] * values[i];
    }
    if (sum > 0) {
      float inverse = (float) (1 / Math.sqrt(sum));
      for (int i = from; i < from + count; i++) {
        values[i] *= inverse;
      }
    }
  }
}
