package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.host.Blending;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Second half of EWA projection: conic, opacity, and the opacity-aware extent of the splat (alpha
 * at least 1/255), which decides whether it is seen.
 */
final class ScreenKernel {
  static final float LOW_PASS = (float) Blending.LOW_PASS;
  private static final float NEAR = (float) Blending.NEAR;
  private static final float MIN_ALPHA = (float) Blending.MIN_ALPHA;

  private ScreenKernel() {}

  /**
   * Splat rows without colour, and {@link Block#VISIBLE}.
   *
   * @param count Gaussians of the block that exist
   */
  static void run(View view, float[][] planes, int start, int count, float[] b) {
    sharpness(b);
    covariance(b);
    int opacity = Block.row(Block.SPLAT + SplatLayout.REACH);
    VectorMath.sigmoid(planes[GaussianLayout.OPACITY], start, b, opacity, Block.SIZE);
    if (view.antialiased) {
      compensate(b);
    }
    int logOpacity = Block.row(Block.SPLAT + SplatLayout.LOG2_OPACITY);
    VectorMath.log2(b, opacity, b, logOpacity, Block.SIZE);
    extent(view, count, b);
  }

  /** det(T T') = |t0 x t1|^2, without the cancellation of xx yy - xy xy. */
  private static void sharpness(float[] b) {
    int root = Block.row(Block.ROOT);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector t0 = FloatVector.fromArray(F, b, root + i);
      FloatVector t1 = FloatVector.fromArray(F, b, root + Block.SIZE + i);
      FloatVector t2 = FloatVector.fromArray(F, b, root + 2 * Block.SIZE + i);
      FloatVector t3 = FloatVector.fromArray(F, b, root + 3 * Block.SIZE + i);
      FloatVector t4 = FloatVector.fromArray(F, b, root + 4 * Block.SIZE + i);
      FloatVector t5 = FloatVector.fromArray(F, b, root + 5 * Block.SIZE + i);
      FloatVector c0 = t1.mul(t5).sub(t2.mul(t4));
      FloatVector c1 = t2.mul(t3).sub(t0.mul(t5));
      FloatVector c2 = t0.mul(t4).sub(t1.mul(t3));
      FloatVector sharp = c0.mul(c0).add(c1.mul(c1)).add(c2.mul(c2));
      sharp.intoArray(b, Block.row(Block.SHARPNESS) + i);
    }
  }

  private static void covariance(float[] b) {
    int root = Block.row(Block.ROOT);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector t0 = FloatVector.fromArray(F, b, root + i);
      FloatVector t1 = FloatVector.fromArray(F, b, root + Block.SIZE + i);
      FloatVector t2 = FloatVector.fromArray(F, b, root + 2 * Block.SIZE + i);
      FloatVector t3 = FloatVector.fromArray(F, b, root + 3 * Block.SIZE + i);
      FloatVector t4 = FloatVector.fromArray(F, b, root + 4 * Block.SIZE + i);
      FloatVector t5 = FloatVector.fromArray(F, b, root + 5 * Block.SIZE + i);
      FloatVector xx = t0.mul(t0).add(t1.mul(t1)).add(t2.mul(t2));
      FloatVector xy = t0.mul(t3).add(t1.mul(t4)).add(t2.mul(t5));
      FloatVector yy = t3.mul(t3).add(t4.mul(t4)).add(t5.mul(t5));
      FloatVector det =
          FloatVector.fromArray(F, b, Block.row(Block.SHARPNESS) + i)
              .add(xx.add(yy).mul(LOW_PASS))
              .add(LOW_PASS * LOW_PASS);
      xx = xx.add(LOW_PASS);
      yy = yy.add(LOW_PASS);
      FloatVector scaled = FloatVector.broadcast(F, -0.5f * VectorMath.LOG2_E).div(det);
      det.intoArray(b, Block.row(Block.DETERMINANT) + i);
      xx.intoArray(b, Block.row(Block.SPLAT + SplatLayout.COV_XX) + i);
      xy.intoArray(b, Block.row(Block.SPLAT + SplatLayout.COV_XY) + i);
      yy.intoArray(b, Block.row(Block.SPLAT + SplatLayout.COV_YY) + i);
      yy.mul(scaled).intoArray(b, Block.row(Block.SPLAT + SplatLayout.QXX) + i);
      xy.mul(scaled).mul(-2f).intoArray(b, Block.row(Block.SPLAT + SplatLayout.QXY) + i);
      xx.mul(scaled).intoArray(b, Block.row(Block.SPLAT + SplatLayout.QYY) + i);
    }
  }

  /** Opacity falls as the low-pass spreads it. */
  private static void compensate(float[] b) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector ratio =
          FloatVector.fromArray(F, b, Block.row(Block.SHARPNESS) + i)
              .div(FloatVector.fromArray(F, b, Block.row(Block.DETERMINANT) + i));
      FloatVector opacity =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.REACH) + i);
      opacity
          .mul(ratio.lanewise(VectorOperators.SQRT))
          .intoArray(b, Block.row(Block.SPLAT + SplatLayout.REACH) + i);
    }
  }

  private static void extent(View view, int count, float[] b) {
    float right = view.tiles.width - 0.5f;
    float bottom = view.tiles.height - 0.5f;
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector z = FloatVector.fromArray(F, b, Block.row(Block.CAMERA + 2) + i);
      FloatVector x = FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.X) + i);
      FloatVector y = FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.Y) + i);
      FloatVector opacity =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.REACH) + i);
      VectorMask<Float> seen =
          z.compare(VectorOperators.GE, NEAR)
              .and(opacity.compare(VectorOperators.GE, MIN_ALPHA))
              .and(Lanes.RAMP.compare(VectorOperators.LT, (float) (count - i)));
      FloatVector logOpacity =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.LOG2_OPACITY) + i);
      FloatVector reach =
          logOpacity.sub(SplatLayout.MIN_LOG2_ALPHA).mul(2 * VectorMath.LN_2).max(0f);
      FloatVector ex =
          reach
              .mul(FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.COV_XX) + i))
              .lanewise(VectorOperators.SQRT);
      FloatVector ey =
          reach
              .mul(FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.COV_YY) + i))
              .lanewise(VectorOperators.SQRT);
      FloatVector shape =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QXX) + i)
              .add(FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QXY) + i))
              .add(FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QYY) + i))
              .add(ex)
              .add(ey);
      seen =
          seen.and(shape.abs().compare(VectorOperators.LE, Float.MAX_VALUE))
              .and(x.add(ex).compare(VectorOperators.GE, 0.5f))
              .and(x.sub(ex).compare(VectorOperators.LE, right))
              .and(y.add(ey).compare(VectorOperators.GE, 0.5f))
              .and(y.sub(ey).compare(VectorOperators.LE, bottom));
      reach.intoArray(b, Block.row(Block.SPLAT + SplatLayout.REACH) + i);
      ex.intoArray(b, Block.row(Block.SPLAT + SplatLayout.EXTENT_X) + i);
      ey.intoArray(b, Block.row(Block.SPLAT + SplatLayout.EXTENT_Y) + i);
      z.intoArray(b, Block.row(Block.SPLAT + SplatLayout.DEPTH) + i);
      FloatVector.zero(F).blend(1f, seen).intoArray(b, Block.row(Block.VISIBLE) + i);
    }
  }
}
