package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Rows of {@link FieldChunks#SIZE} values, a member a lane. Sums go over 16 lanes in memory, so
 * that they are the same for every vector width.
 */
final class FieldKernel {
  private static final int ROW = FieldChunks.SIZE;

  private FieldKernel() {}

  /** row += value. */
  static void shift(float[] row, int at, float value) {
    for (int i = at; i < at + ROW; i += COUNT) {
      FloatVector.fromArray(F, row, i).add(value).intoArray(row, i);
    }
  }

  /** to += factor * row. */
  static void addScaled(float[] row, int at, float factor, float[] to, int toAt) {
    FloatVector scale = FloatVector.broadcast(F, factor);
    for (int i = 0; i < ROW; i += COUNT) {
      FloatVector.fromArray(F, row, at + i)
          .fma(scale, FloatVector.fromArray(F, to, toAt + i))
          .intoArray(to, toAt + i);
    }
  }

  /** to += a * b. */
  static void addProduct(float[] a, int aAt, float[] b, int bAt, float[] to, int toAt) {
    for (int i = 0; i < ROW; i += COUNT) {
      FloatVector.fromArray(F, a, aAt + i)
          .fma(FloatVector.fromArray(F, b, bAt + i), FloatVector.fromArray(F, to, toAt + i))
          .intoArray(to, toAt + i);
    }
  }

  /** row *= by. */
  static void multiply(float[] row, int at, float[] by, int byAt) {
    for (int i = 0; i < ROW; i += COUNT) {
      FloatVector.fromArray(F, row, at + i)
          .mul(FloatVector.fromArray(F, by, byAt + i))
          .intoArray(row, at + i);
    }
  }

  /** row = row / by - subtracted, row by row. */
  static void quotientMinus(float[] row, int at, float[] by, int byAt, float subtracted) {
    for (int i = 0; i < ROW; i += COUNT) {
      FloatVector.fromArray(F, row, at + i)
          .div(FloatVector.fromArray(F, by, byAt + i))
          .sub(subtracted)
          .intoArray(row, at + i);
    }
  }

  /** row = 1 / sqrt(row), 0 where row is not above the smallest. */
  static void inverseRoots(float[] row, int at, float smallest) {
    for (int i = at; i < at + ROW; i += COUNT) {
      FloatVector squared = FloatVector.fromArray(F, row, i);
      VectorMask<Float> some = squared.compare(VectorOperators.GT, smallest);
      FloatVector inverse = Lanes.ONE.div(squared.lanewise(VectorOperators.SQRT));
      Lanes.ZERO.blend(inverse, some).intoArray(row, i);
    }
  }

  /** The sum of a row. */
  static double sum(float[] row, int at, float[] lanes) {
    for (int c = 0; c < 16; c += COUNT) {
      FloatVector sum = FloatVector.zero(F);
      for (int i = c; i < ROW; i += 16) {
        sum = FloatVector.fromArray(F, row, at + i).add(sum);
      }
      sum.intoArray(lanes, c);
    }
    return total(lanes);
  }

  /** The sum of products of two rows. */
  static double dot(float[] a, int aAt, float[] b, int bAt, float[] lanes) {
    for (int c = 0; c < 16; c += COUNT) {
      FloatVector sum = FloatVector.zero(F);
      for (int i = c; i < ROW; i += 16) {
        sum = FloatVector.fromArray(F, a, aAt + i).fma(FloatVector.fromArray(F, b, bAt + i), sum);
      }
      sum.intoArray(lanes, c);
    }
    return total(lanes);
  }

  private static double total(float[] lanes) {
    double sum = 0;
    for (int i = 0; i < 16; i++) {
      sum += lanes[i];
    }
    return sum;
  }
}
