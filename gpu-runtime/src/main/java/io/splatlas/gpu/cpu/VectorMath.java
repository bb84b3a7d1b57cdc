package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and logarithm as polynomials of fused multiply-adds: the same bits on every machine,
 * interpreted or compiled, which library vectors do not promise. Coefficients are minimax fits of
 * the relative error: 1.5e-7 for the exponential.
 *
 * <p>Functions of vectors would have to be inlined to keep them in registers, and C2 does not
 * inline what it has already compiled to more than a few cache lines. So functions here take rows
 * of arrays, and the kernels that blend carry their own copy of the polynomial.
 */
final class VectorMath {
  static final float LOG2_E = 1.442695f;
  static final float LN_2 = 0.6931472f;

  /** Adding it to |t| below 2^21 leaves round(t) in the low bits of the mantissa. */
  static final float ROUND = 12582912f;

  private static final int SQRT_HALF_BITS = 0x3f3504f3;

  /** The polynomial of 2^f, |f| at most 1/2, highest power first. */
  static final float E5 = 0.0013276471f;

  static final float E4 = 0.009675542f;
  static final float E3 = 0.05550713f;
  static final float E2 = 0.2402212f;
  static final float E1 = 0.69314694f;
  static final float E0 = 1.0000001f;

  private VectorMath() {}

  /** e^x of a row, x clamped so that the result is a normal number. */
  static void exp(float[] from, int at, float[] to, int toAt, int size) {
    for (int i = 0; i < size; i += COUNT) {
      FloatVector t = FloatVector.fromArray(F, from, at + i).mul(LOG2_E).max(-126f).min(126f);
      FloatVector shifted = t.add(ROUND);
      FloatVector f = t.sub(shifted.sub(ROUND));
      FloatVector p =
          f.fma(E5, E4).fma(f, FloatVector.broadcast(F, E3)).fma(f, FloatVector.broadcast(F, E2));
      p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
      IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      p.reinterpretAsInts().add(exponent).reinterpretAsFloats().intoArray(to, toAt + i);
    }
  }

  /** 1 / (1 + e^-x) of a row. */
  static void sigmoid(float[] from, int at, float[] to, int toAt, int size) {
    for (int i = 0; i < size; i += COUNT) {
      FloatVector t = FloatVector.fromArray(F, from, at + i).mul(-LOG2_E).max(-126f).min(126f);
      FloatVector shifted = t.add(ROUND);
      FloatVector f = t.sub(shifted.sub(ROUND));
      FloatVector p =
          f.fma(E5, E4).fma(f, FloatVector.broadcast(F, E3)).fma(f, FloatVector.broadcast(F, E2));
      p = p.fma(f, FloatVector.broadcast(F, E1)).fma(f, FloatVector.broadcast(F, E0));
      IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
      Lanes.ONE.div(power.add(1f)).intoArray(to, toAt + i);
    }
  }

  /** log2 of a row of normal positive numbers, absolute error below 4e-7 near 1. */
  static void log2(float[] from, int at, float[] to, int toAt, int size) {
    for (int i = 0; i < size; i += COUNT) {
      IntVector bits = FloatVector.fromArray(F, from, at + i).reinterpretAsInts();
      IntVector e = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
      FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
      FloatVector p =
          f.fma(0.12583694f, -0.20726979f).fma(f, FloatVector.broadcast(F, 0.21571565f));
      p =
          p.fma(f, FloatVector.broadcast(F, -0.23894481f))
              .fma(f, FloatVector.broadcast(F, 0.28791624f))
              .fma(f, FloatVector.broadcast(F, -0.36070368f));
      p =
          p.fma(f, FloatVector.broadcast(F, 0.48091063f))
              .fma(f, FloatVector.broadcast(F, -0.7213473f))
              .fma(f, FloatVector.broadcast(F, 1.442695f));
      p.fma(f, (FloatVector) e.convert(VectorOperators.I2F, 0)).intoArray(to, toAt + i);
    }
  }
}
