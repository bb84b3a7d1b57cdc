package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.F;
import static io.splatlas.gpu.cpu.Lanes.I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and logarithm as polynomials of fused multiply-adds: the same bits on every machine,
 * interpreted or compiled, which library vectors do not promise. Coefficients are minimax fits of
 * the relative error.
 */
final class VectorMath {
  static final float LOG2_E = 1.442695f;
  static final float LN_2 = 0.6931472f;

  /** Adding it to |t| below 2^21 leaves round(t) in the low bits of the mantissa. */
  private static final float ROUND = 12582912f;

  private static final int SQRT_HALF_BITS = 0x3f3504f3;

  private VectorMath() {}

  /**
   * 2^t, relative error below 1.5e-7, for t in [-126, 127]; other values give garbage, not traps.
   */
  static FloatVector exp2(FloatVector t) {
    FloatVector shifted = t.add(ROUND);
    FloatVector f = t.sub(shifted.sub(ROUND));
    FloatVector p = f.fma(splat(0.0013276471f), splat(0.009675542f));
    p = p.fma(f, splat(0.05550713f));
    p = p.fma(f, splat(0.2402212f));
    p = p.fma(f, splat(0.69314694f));
    p = p.fma(f, splat(1.0000001f));
    IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /** e^x, with x clamped so that the result is a normal number. */
  static FloatVector exp(FloatVector x) {
    return exp2(x.mul(LOG2_E).max(-126f).min(126f));
  }

  /** log2(x), absolute error below 4e-7 near 1, for normal positive x. */
  static FloatVector log2(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector e = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    FloatVector p = f.fma(splat(0.12583694f), splat(-0.20726979f));
    p = p.fma(f, splat(0.21571565f));
    p = p.fma(f, splat(-0.23894481f));
    p = p.fma(f, splat(0.28791624f));
    p = p.fma(f, splat(-0.36070368f));
    p = p.fma(f, splat(0.48091063f));
    p = p.fma(f, splat(-0.7213473f));
    p = p.fma(f, splat(1.442695f));
    return p.fma(f, (FloatVector) e.convert(VectorOperators.I2F, 0));
  }

  /** 1 / (1 + e^-x). */
  static FloatVector sigmoid(FloatVector x) {
    return splat(1f).div(exp(x.neg()).add(1f));
  }

  static FloatVector splat(float value) {
    return FloatVector.broadcast(F, value);
  }

  static IntVector splat(int value) {
    return IntVector.broadcast(I, value);
  }
}
