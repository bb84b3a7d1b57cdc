package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Spherical harmonics of a block of Gaussians and their derivative; constants, order and signs as
 * in {@code io.splatlas.gpu.host.SphericalHarmonics}. The basis is written to rows first, then each
 * channel is a dot product over rows.
 */
final class ColourKernel {
  private static final float C0 = GaussianLayout.SH_C0;
  private static final float C1 = 0.48860252f;
  private static final float C2 = 1.0925485f;
  private static final float C2_AXIAL = 0.31539157f;
  private static final float C2_SQUARE = 0.54627424f;
  private static final float C3 = 0.5900436f;
  private static final float C3_XYZ = 2.8906114f;
  private static final float C3_SIDE = 0.4570458f;
  private static final float C3_AXIAL = 0.37317634f;
  private static final float C3_SQUARE = 1.4453057f;

  /** Rows of the scratch: basis 16, unit direction 3, 1 / distance, dL/d basis 16. */
  private static final int DIRECTION = 16;

  private static final int INVERSE = 19;
  private static final int GRAD_BASIS = 20;
  private static final int ROWS = 36;

  /** Floats of the scratch. */
  static final int SCRATCH = ROWS * Block.SIZE;

  private ColourKernel() {}

  /** Splat rows red, green, blue: SH + 0.5 within 0..{@link SplatLayout#MAX_COLOUR}. */
  static void run(int degree, float[][] planes, int start, float[] b, float[] s) {
    basis(degree, b, s);
    int size = (degree + 1) * (degree + 1);
    for (int c = 0; c < 3; c++) {
      int to = Block.row(Block.SPLAT + SplatLayout.RED + c);
      start(planes[GaussianLayout.SH_DC + c], start, b, to);
      for (int k = 1; k < size; k++) {
        add(planes[GaussianLayout.SH_DC + 3 * k + c], start, s, Block.row(k), b, to);
      }
      clamp(b, to);
    }
  }

  /**
   * {@link Block#GRAD_DIRECTION}: dL/d position by way of the direction of view, from the colour
   * sums. The SH gradients themselves are these sums times the basis, which is left in the first
   * rows of the scratch.
   */
  static void backward(int degree, float[][] planes, int start, float[] b, float[] s) {
    basis(degree, b, s);
    int size = (degree + 1) * (degree + 1);
    if (degree == 0) {
      return;
    }
    for (int k = 1; k < size; k++) {
      int at = GaussianLayout.SH_DC + 3 * k;
      gradBasis(planes[at], planes[at + 1], planes[at + 2], start, b, s, Block.row(GRAD_BASIS + k));
    }
    for (int k = size; k < 16; k++) {
      Arrays.fill(s, Block.row(GRAD_BASIS + k), Block.row(GRAD_BASIS + k + 1), 0f);
    }
    gradDirectionLow(b, s);
    if (degree == 3) {
      gradDirectionHigh(b, s);
    }
    gradOffset(b, s);
  }

  private static void basis(int degree, float[] b, float[] s) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, b, Block.row(Block.OFFSET) + i);
      FloatVector y = FloatVector.fromArray(F, b, Block.row(Block.OFFSET + 1) + i);
      FloatVector z = FloatVector.fromArray(F, b, Block.row(Block.OFFSET + 2) + i);
      FloatVector norm = x.mul(x).add(y.mul(y)).add(z.mul(z)).lanewise(VectorOperators.SQRT);
      FloatVector inverse = Lanes.ONE.div(norm.max(1e-12f));
      inverse.intoArray(s, Block.row(INVERSE) + i);
      FloatVector.broadcast(F, C0).intoArray(s, i);
      x = x.mul(inverse);
      y = y.mul(inverse);
      z = z.mul(inverse);
      x.intoArray(s, Block.row(DIRECTION) + i);
      y.intoArray(s, Block.row(DIRECTION + 1) + i);
      z.intoArray(s, Block.row(DIRECTION + 2) + i);
      y.mul(-C1).intoArray(s, Block.row(1) + i);
      z.mul(C1).intoArray(s, Block.row(2) + i);
      x.mul(-C1).intoArray(s, Block.row(3) + i);
    }
    if (degree >= 2) {
      basisSecond(s);
    }
    if (degree >= 3) {
      basisThird(s);
    }
  }

  private static void basisSecond(float[] s) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, s, Block.row(DIRECTION) + i);
      FloatVector y = FloatVector.fromArray(F, s, Block.row(DIRECTION + 1) + i);
      FloatVector z = FloatVector.fromArray(F, s, Block.row(DIRECTION + 2) + i);
      FloatVector xx = x.mul(x);
      FloatVector yy = y.mul(y);
      FloatVector zz = z.mul(z);
      x.mul(y).mul(C2).intoArray(s, Block.row(4) + i);
      y.mul(z).mul(-C2).intoArray(s, Block.row(5) + i);
      zz.add(zz).sub(xx).sub(yy).mul(C2_AXIAL).intoArray(s, Block.row(6) + i);
      x.mul(z).mul(-C2).intoArray(s, Block.row(7) + i);
      xx.sub(yy).mul(C2_SQUARE).intoArray(s, Block.row(8) + i);
    }
  }

  private static void basisThird(float[] s) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, s, Block.row(DIRECTION) + i);
      FloatVector y = FloatVector.fromArray(F, s, Block.row(DIRECTION + 1) + i);
      FloatVector z = FloatVector.fromArray(F, s, Block.row(DIRECTION + 2) + i);
      FloatVector xx = x.mul(x);
      FloatVector yy = y.mul(y);
      FloatVector zz = z.mul(z);
      FloatVector side = zz.mul(4f).sub(xx).sub(yy);
      FloatVector square = xx.sub(yy);
      y.mul(xx.mul(3f).sub(yy)).mul(-C3).intoArray(s, Block.row(9) + i);
      x.mul(y).mul(z).mul(C3_XYZ).intoArray(s, Block.row(10) + i);
      y.mul(side).mul(-C3_SIDE).intoArray(s, Block.row(11) + i);
      z.mul(zz.add(zz).sub(xx.add(yy).mul(3f))).mul(C3_AXIAL).intoArray(s, Block.row(12) + i);
      x.mul(side).mul(-C3_SIDE).intoArray(s, Block.row(13) + i);
      z.mul(square).mul(C3_SQUARE).intoArray(s, Block.row(14) + i);
      x.mul(xx.sub(yy.mul(3f))).mul(-C3).intoArray(s, Block.row(15) + i);
    }
  }

  private static void start(float[] dc, int start, float[] b, int to) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector.fromArray(F, dc, start + i).mul(C0).add(0.5f).intoArray(b, to + i);
    }
  }

  private static void add(float[] plane, int start, float[] s, int basis, float[] b, int to) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector.fromArray(F, plane, start + i)
          .fma(FloatVector.fromArray(F, s, basis + i), FloatVector.fromArray(F, b, to + i))
          .intoArray(b, to + i);
    }
  }

  /** Coefficients of which a sum overflows in both directions (not a number) count as black. */
  private static void clamp(float[] b, int at) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector colour = FloatVector.fromArray(F, b, at + i);
      Lanes.ZERO
          .blend(colour, colour.compare(VectorOperators.GT, 0f))
          .min(SplatLayout.MAX_COLOUR)
          .intoArray(b, at + i);
    }
  }

  private static void gradBasis(
      float[] red, float[] green, float[] blue, int start, float[] b, float[] s, int to) {
    int sum = Block.row(Block.SUMS + BackwardKernel.SLOT_RED);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector g =
          FloatVector.fromArray(F, red, start + i).mul(FloatVector.fromArray(F, b, sum + i));
      g =
          FloatVector.fromArray(F, green, start + i)
              .fma(FloatVector.fromArray(F, b, sum + Block.SIZE + i), g);
      g =
          FloatVector.fromArray(F, blue, start + i)
              .fma(FloatVector.fromArray(F, b, sum + 2 * Block.SIZE + i), g);
      g.intoArray(s, to + i);
    }
  }

  /** Bands 1 and 2. */
  private static void gradDirectionLow(float[] b, float[] s) {
    int to = Block.row(Block.GRAD_DIRECTION);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, s, Block.row(DIRECTION) + i);
      FloatVector y = FloatVector.fromArray(F, s, Block.row(DIRECTION + 1) + i);
      FloatVector z = FloatVector.fromArray(F, s, Block.row(DIRECTION + 2) + i);
      FloatVector g4 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 4) + i).mul(C2);
      FloatVector g5 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 5) + i).mul(C2);
      FloatVector g6 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 6) + i).mul(2 * C2_AXIAL);
      FloatVector g7 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 7) + i).mul(C2);
      FloatVector g8 =
          FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 8) + i).mul(2 * C2_SQUARE);
      y.mul(g4)
          .sub(z.mul(g7))
          .sub(x.mul(g6))
          .add(x.mul(g8))
          .sub(FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 3) + i).mul(C1))
          .intoArray(b, to + i);
      x.mul(g4)
          .sub(z.mul(g5))
          .sub(y.mul(g6))
          .sub(y.mul(g8))
          .sub(FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 1) + i).mul(C1))
          .intoArray(b, to + Block.SIZE + i);
      z.mul(g6.add(g6))
          .sub(y.mul(g5))
          .sub(x.mul(g7))
          .add(FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 2) + i).mul(C1))
          .intoArray(b, to + 2 * Block.SIZE + i);
    }
  }

  /** Band 3. */
  private static void gradDirectionHigh(float[] b, float[] s) {
    int to = Block.row(Block.GRAD_DIRECTION);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, s, Block.row(DIRECTION) + i);
      FloatVector y = FloatVector.fromArray(F, s, Block.row(DIRECTION + 1) + i);
      FloatVector z = FloatVector.fromArray(F, s, Block.row(DIRECTION + 2) + i);
      FloatVector g9 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 9) + i).mul(C3);
      FloatVector g10 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 10) + i).mul(C3_XYZ);
      FloatVector g11 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 11) + i).mul(C3_SIDE);
      FloatVector g12 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 12) + i).mul(C3_AXIAL);
      FloatVector g13 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 13) + i).mul(C3_SIDE);
      FloatVector g14 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 14) + i).mul(C3_SQUARE);
      FloatVector g15 = FloatVector.fromArray(F, s, Block.row(GRAD_BASIS + 15) + i).mul(C3);
      FloatVector xx = x.mul(x);
      FloatVector yy = y.mul(y);
      FloatVector zz4 = z.mul(z).mul(4f);
      FloatVector xy = x.mul(y);
      FloatVector yz = y.mul(z);
      FloatVector xz = x.mul(z);
      FloatVector square3 = xx.sub(yy).mul(3f);
      FloatVector gx =
          yz.mul(g10)
              .sub(xy.mul(g9).mul(6f))
              .add(xy.mul(g11).mul(2f))
              .sub(xz.mul(g12).mul(6f))
              .sub(zz4.sub(xx.mul(3f)).sub(yy).mul(g13))
              .add(xz.mul(g14).mul(2f))
              .sub(square3.mul(g15));
      FloatVector gy =
          xz.mul(g10)
              .sub(square3.mul(g9))
              .sub(zz4.sub(xx).sub(yy.mul(3f)).mul(g11))
              .sub(yz.mul(g12).mul(6f))
              .add(xy.mul(g13).mul(2f))
              .sub(yz.mul(g14).mul(2f))
              .add(xy.mul(g15).mul(6f));
      FloatVector gz =
          xy.mul(g10)
              .sub(yz.mul(g11).mul(8f))
              .sub(xz.mul(g13).mul(8f))
              .add(zz4.mul(1.5f).sub(xx.add(yy).mul(3f)).mul(g12))
              .add(xx.sub(yy).mul(g14));
      gx.add(FloatVector.fromArray(F, b, to + i)).intoArray(b, to + i);
      gy.add(FloatVector.fromArray(F, b, to + Block.SIZE + i)).intoArray(b, to + Block.SIZE + i);
      gz.add(FloatVector.fromArray(F, b, to + 2 * Block.SIZE + i))
          .intoArray(b, to + 2 * Block.SIZE + i);
    }
  }

  /** Through the normalisation of the direction. */
  private static void gradOffset(float[] b, float[] s) {
    int at = Block.row(Block.GRAD_DIRECTION);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, s, Block.row(DIRECTION) + i);
      FloatVector y = FloatVector.fromArray(F, s, Block.row(DIRECTION + 1) + i);
      FloatVector z = FloatVector.fromArray(F, s, Block.row(DIRECTION + 2) + i);
      FloatVector inverse = FloatVector.fromArray(F, s, Block.row(INVERSE) + i);
      FloatVector gx = FloatVector.fromArray(F, b, at + i);
      FloatVector gy = FloatVector.fromArray(F, b, at + Block.SIZE + i);
      FloatVector gz = FloatVector.fromArray(F, b, at + 2 * Block.SIZE + i);
      FloatVector along = gx.mul(x).add(gy.mul(y)).add(gz.mul(z));
      gx.sub(along.mul(x)).mul(inverse).intoArray(b, at + i);
      gy.sub(along.mul(y)).mul(inverse).intoArray(b, at + Block.SIZE + i);
      gz.sub(along.mul(z)).mul(inverse).intoArray(b, at + 2 * Block.SIZE + i);
    }
  }
}
