package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;
import static io.splatlas.gpu.cpu.VectorMath.splat;

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
    covariance(view, planes[GaussianLayout.OPACITY], start, b);
    extent(view, count, b);
  }

  private static void covariance(View view, float[] logit, int start, float[] b) {
    int root = Block.row(Block.ROOT);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector t0 = FloatVector.fromArray(F, b, root + i);
      FloatVector t1 = FloatVector.fromArray(F, b, root + Block.SIZE + i);
      FloatVector t2 = FloatVector.fromArray(F, b, root + 2 * Block.SIZE + i);
      FloatVector t3 = FloatVector.fromArray(F, b, root + 3 * Block.SIZE + i);
      FloatVector t4 = FloatVector.fromArray(F, b, root + 4 * Block.SIZE + i);
      FloatVector t5 = FloatVector.fromArray(F, b, root + 5 * Block.SIZE + i);
      FloatVector sharp = squaredCross(t0, t1, t2, t3, t4, t5);
      FloatVector xx = t0.mul(t0).add(t1.mul(t1)).add(t2.mul(t2));
      FloatVector xy = t0.mul(t3).add(t1.mul(t4)).add(t2.mul(t5));
      FloatVector yy = t3.mul(t3).add(t4.mul(t4)).add(t5.mul(t5));
      FloatVector det = sharp.add(xx.add(yy).mul(LOW_PASS)).add(LOW_PASS * LOW_PASS);
      xx = xx.add(LOW_PASS);
      yy = yy.add(LOW_PASS);
      FloatVector scaled = splat(-0.5f * VectorMath.LOG2_E).div(det);
      put(b, SplatLayout.COV_XX, i, xx);
      put(b, SplatLayout.COV_XY, i, xy);
      put(b, SplatLayout.COV_YY, i, yy);
      put(b, SplatLayout.QXX, i, yy.mul(scaled));
      put(b, SplatLayout.QXY, i, xy.mul(scaled).mul(-2f));
      put(b, SplatLayout.QYY, i, xx.mul(scaled));
      FloatVector opacity = VectorMath.sigmoid(FloatVector.fromArray(F, logit, start + i));
      if (view.antialiased) {
        opacity = opacity.mul(sharp.div(det).lanewise(VectorOperators.SQRT));
      }
      put(b, SplatLayout.REACH, i, opacity);
    }
  }

  /** det(T T') = |t0 x t1|^2, without the cancellation of xx yy - xy xy. */
  static FloatVector squaredCross(
      FloatVector t0,
      FloatVector t1,
      FloatVector t2,
      FloatVector t3,
      FloatVector t4,
      FloatVector t5) {
    FloatVector c0 = t1.mul(t5).sub(t2.mul(t4));
    FloatVector c1 = t2.mul(t3).sub(t0.mul(t5));
    FloatVector c2 = t0.mul(t4).sub(t1.mul(t3));
    return c0.mul(c0).add(c1.mul(c1)).add(c2.mul(c2));
  }

  private static void extent(View view, int count, float[] b) {
    float right = view.tiles.width - 0.5f;
    float bottom = view.tiles.height - 0.5f;
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector z = FloatVector.fromArray(F, b, Block.row(Block.CAMERA + 2) + i);
      FloatVector x = get(b, SplatLayout.X, i);
      FloatVector y = get(b, SplatLayout.Y, i);
      FloatVector opacity = get(b, SplatLayout.REACH, i);
      VectorMask<Float> seen =
          z.compare(VectorOperators.GE, NEAR)
              .and(opacity.compare(VectorOperators.GE, MIN_ALPHA))
              .and(Lanes.RAMP.compare(VectorOperators.LT, (float) (count - i)));
      FloatVector logOpacity = VectorMath.log2(opacity);
      FloatVector reach =
          logOpacity.sub(SplatLayout.MIN_LOG2_ALPHA).mul(2 * VectorMath.LN_2).max(0f);
      FloatVector ex = reach.mul(get(b, SplatLayout.COV_XX, i)).lanewise(VectorOperators.SQRT);
      FloatVector ey = reach.mul(get(b, SplatLayout.COV_YY, i)).lanewise(VectorOperators.SQRT);
      FloatVector shape =
          get(b, SplatLayout.QXX, i)
              .add(get(b, SplatLayout.QXY, i))
              .add(get(b, SplatLayout.QYY, i))
              .add(ex)
              .add(ey);
      seen =
          seen.and(shape.abs().compare(VectorOperators.LE, Float.MAX_VALUE))
              .and(x.add(ex).compare(VectorOperators.GE, 0.5f))
              .and(x.sub(ex).compare(VectorOperators.LE, right))
              .and(y.add(ey).compare(VectorOperators.GE, 0.5f))
              .and(y.sub(ey).compare(VectorOperators.LE, bottom));
      put(b, SplatLayout.LOG2_OPACITY, i, logOpacity);
      put(b, SplatLayout.REACH, i, reach);
      put(b, SplatLayout.EXTENT_X, i, ex);
      put(b, SplatLayout.EXTENT_Y, i, ey);
      put(b, SplatLayout.DEPTH, i, z);
      FloatVector.zero(F).blend(1f, seen).intoArray(b, Block.row(Block.VISIBLE) + i);
    }
  }

  private static FloatVector get(float[] b, int part, int i) {
    return FloatVector.fromArray(F, b, Block.row(Block.SPLAT + part) + i);
  }

  private static void put(float[] b, int part, int i, FloatVector value) {
    value.intoArray(b, Block.row(Block.SPLAT + part) + i);
  }
}
