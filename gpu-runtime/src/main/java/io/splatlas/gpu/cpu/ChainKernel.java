package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The chain rule from the moments a splat has gathered to position, rotation, log scale and opacity
 * logit, lanes over Gaussians. Formulas and names as in {@code
 * io.splatlas.gpu.host.SplatProjector}.
 */
final class ChainKernel {
  private static final float LEAST_RATIO = 1e-18f;

  private ChainKernel() {}

  /** Geometry rows of {@link Block#GRADIENT}; {@link Block#SUMS} and the forward rows are there. */
  static void run(View view, float[][] planes, int start, float[] b) {
    VectorMath.sigmoid(
        planes[GaussianLayout.OPACITY], start, b, Block.row(Block.OPACITY), Block.SIZE);
    conic(b);
    if (view.antialiased) {
      compensation(b);
    }
    root(view, b);
    position(view, b);
    shape(view, b);
    quaternion(b);
  }

  private static void conic(float[] b) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector a =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QXX) + i)
              .mul(-2 * VectorMath.LN_2);
      FloatVector m =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QXY) + i)
              .mul(-VectorMath.LN_2);
      FloatVector c =
          FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.QYY) + i)
              .mul(-2 * VectorMath.LN_2);
      FloatVector sx =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DX) + i);
      FloatVector sy =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DY) + i);
      a.mul(sx).add(m.mul(sy)).intoArray(b, Block.row(Block.GRAD_MEAN) + i);
      m.mul(sx).add(c.mul(sy)).intoArray(b, Block.row(Block.GRAD_MEAN + 1) + i);
      // Minus dL/d conic, halves kept: q = a dx^2 + 2 m dx dy + c dy^2.
      FloatVector gxx =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DXX) + i)
              .mul(0.5f);
      FloatVector gxy =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DXY) + i);
      FloatVector gyy =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DYY) + i)
              .mul(0.5f);
      FloatVector am = a.mul(m);
      FloatVector mm = m.mul(m);
      FloatVector mc = m.mul(c);
      FloatVector ga = a.mul(a).mul(gxx).add(am.mul(gxy)).add(mm.mul(gyy));
      FloatVector gb = am.mul(gxx).add(mc.mul(gyy)).mul(2f).add(a.mul(c).add(mm).mul(gxy));
      FloatVector gc = mm.mul(gxx).add(mc.mul(gxy)).add(c.mul(c).mul(gyy));
      ga.intoArray(b, Block.row(Block.GRAD_COV) + i);
      gb.intoArray(b, Block.row(Block.GRAD_COV + 1) + i);
      gc.intoArray(b, Block.row(Block.GRAD_COV + 2) + i);
      FloatVector opacity = FloatVector.fromArray(F, b, Block.row(Block.OPACITY) + i);
      FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_D) + i)
          .mul(Lanes.ONE.sub(opacity))
          .intoArray(b, Block.row(Block.GRADIENT + GaussianLayout.OPACITY) + i);
    }
  }

  /**
   * opacity = sigmoid sqrt(sharp / det), so d ln(opacity) = (d sharp / sharp - d det / det) / 2.
   */
  private static void compensation(float[] b) {
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector sharp = FloatVector.fromArray(F, b, Block.row(Block.SHARPNESS) + i);
      FloatVector det = FloatVector.fromArray(F, b, Block.row(Block.DETERMINANT) + i);
      FloatVector a = FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.COV_XX) + i);
      FloatVector c = FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.COV_YY) + i);
      FloatVector m = FloatVector.fromArray(F, b, Block.row(Block.SPLAT + SplatLayout.COV_XY) + i);
      VectorMask<Float> sound = sharp.compare(VectorOperators.GT, det.mul(LEAST_RATIO));
      FloatVector half =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_D) + i).mul(0.5f);
      FloatVector gSharp = FloatVector.zero(F).blend(half.div(sharp), sound);
      FloatVector gDet = FloatVector.zero(F).blend(half.div(det).neg(), sound);
      int at = Block.row(Block.GRAD_COV) + i;
      FloatVector.fromArray(F, b, at)
          .add(gSharp.mul(c.sub(ScreenKernel.LOW_PASS)))
          .add(gDet.mul(c))
          .intoArray(b, at);
      FloatVector.fromArray(F, b, at + Block.SIZE)
          .sub(gSharp.add(gDet).mul(m).mul(2f))
          .intoArray(b, at + Block.SIZE);
      FloatVector.fromArray(F, b, at + 2 * Block.SIZE)
          .add(gSharp.mul(a.sub(ScreenKernel.LOW_PASS)))
          .add(gDet.mul(a))
          .intoArray(b, at + 2 * Block.SIZE);
    }
  }

  /** {@link Block#GRAD_IN_CAMERA} row by row, and what J passes on, kept in unused splat rows. */
  private static void root(View view, float[] b) {
    int cov = Block.row(Block.GRAD_COV);
    int root = Block.row(Block.ROOT);
    int in = Block.row(Block.IN_CAMERA);
    int to = Block.row(Block.GRAD_IN_CAMERA);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector ga = FloatVector.fromArray(F, b, cov + i);
      FloatVector gb = FloatVector.fromArray(F, b, cov + Block.SIZE + i);
      FloatVector gc = FloatVector.fromArray(F, b, cov + 2 * Block.SIZE + i);
      ga = ga.add(ga);
      gc = gc.add(gc);
      FloatVector inverse =
          Lanes.ONE.div(FloatVector.fromArray(F, b, Block.row(Block.CAMERA + 2) + i));
      FloatVector jx = inverse.mul(view.fx);
      FloatVector jy = inverse.mul(view.fy);
      FloatVector tx = FloatVector.fromArray(F, b, Block.row(Block.TANGENT) + i);
      FloatVector ty = FloatVector.fromArray(F, b, Block.row(Block.TANGENT + 1) + i);
      FloatVector gTangentX = FloatVector.zero(F);
      FloatVector gTangentY = FloatVector.zero(F);
      FloatVector gLog = FloatVector.zero(F);
      for (int k = 0; k < 3; k++) {
        FloatVector t0 = FloatVector.fromArray(F, b, root + k * Block.SIZE + i);
        FloatVector t1 = FloatVector.fromArray(F, b, root + (3 + k) * Block.SIZE + i);
        FloatVector gt0 = ga.mul(t0).add(gb.mul(t1));
        FloatVector gt1 = gc.mul(t1).add(gb.mul(t0));
        gLog = gt0.mul(t0).add(gt1.mul(t1)).add(gLog);
        FloatVector along = FloatVector.fromArray(F, b, in + (6 + k) * Block.SIZE + i);
        FloatVector gx = gt0.mul(jx);
        FloatVector gy = gt1.mul(jy);
        gTangentX = gx.mul(along).add(gTangentX);
        gTangentY = gy.mul(along).add(gTangentY);
        gx.intoArray(b, to + k * Block.SIZE + i);
        gy.intoArray(b, to + (3 + k) * Block.SIZE + i);
        gx.mul(tx).add(gy.mul(ty)).neg().intoArray(b, to + (6 + k) * Block.SIZE + i);
      }
      // The root is proportional to 1/z: its share of dL/dz is -gLog / z.
      Lanes.ZERO.sub(gTangentX).intoArray(b, cov + i);
      Lanes.ZERO.sub(gTangentY).intoArray(b, cov + Block.SIZE + i);
      gLog.intoArray(b, cov + 2 * Block.SIZE + i);
    }
  }

  private static void position(View view, float[] b) {
    int cov = Block.row(Block.GRAD_COV);
    int camera = Block.row(Block.CAMERA);
    float[] r = view.rotation;
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector inverse = Lanes.ONE.div(FloatVector.fromArray(F, b, camera + 2 * Block.SIZE + i));
      FloatVector tx = FloatVector.fromArray(F, b, camera + i).mul(inverse);
      FloatVector ty = FloatVector.fromArray(F, b, camera + Block.SIZE + i).mul(inverse);
      VectorMask<Float> freeX =
          tx.compare(VectorOperators.GT, view.left).and(tx.compare(VectorOperators.LT, view.right));
      VectorMask<Float> freeY =
          ty.compare(VectorOperators.GT, view.top).and(ty.compare(VectorOperators.LT, view.bottom));
      FloatVector gtx =
          FloatVector.fromArray(F, b, Block.row(Block.GRAD_MEAN) + i)
              .mul(view.fx)
              .add(FloatVector.zero(F).blend(FloatVector.fromArray(F, b, cov + i), freeX));
      FloatVector gty =
          FloatVector.fromArray(F, b, Block.row(Block.GRAD_MEAN + 1) + i)
              .mul(view.fy)
              .add(
                  FloatVector.zero(F)
                      .blend(FloatVector.fromArray(F, b, cov + Block.SIZE + i), freeY));
      FloatVector gLog = FloatVector.fromArray(F, b, cov + 2 * Block.SIZE + i);
      FloatVector gx = gtx.mul(inverse);
      FloatVector gy = gty.mul(inverse);
      FloatVector gz =
          FloatVector.fromArray(F, b, Block.row(Block.SUMS + BackwardKernel.SLOT_DEPTH) + i)
              .sub(gx.mul(tx))
              .sub(gy.mul(ty))
              .sub(gLog.mul(inverse));
      int to = Block.row(Block.GRADIENT + GaussianLayout.POSITION) + i;
      gx.mul(r[0]).add(gy.mul(r[3])).add(gz.mul(r[6])).intoArray(b, to);
      gx.mul(r[1]).add(gy.mul(r[4])).add(gz.mul(r[7])).intoArray(b, to + Block.SIZE);
      gx.mul(r[2]).add(gy.mul(r[5])).add(gz.mul(r[8])).intoArray(b, to + 2 * Block.SIZE);
    }
  }

  /** Gradients of the log scales; {@link Block#GRAD_IN_CAMERA} becomes the rotation's gradient. */
  private static void shape(View view, float[] b) {
    float[] w = view.rotation;
    for (int k = 0; k < 3; k++) {
      int at = Block.row(Block.GRAD_IN_CAMERA + k);
      int rotation = Block.row(Block.ROTATION + k);
      int scale = Block.row(Block.SCALE + k);
      int to = Block.row(Block.GRADIENT + GaussianLayout.SCALE + k);
      for (int i = 0; i < Block.SIZE; i += COUNT) {
        FloatVector s = FloatVector.fromArray(F, b, scale + i);
        FloatVector g0 = FloatVector.fromArray(F, b, at + i).mul(s);
        FloatVector g1 = FloatVector.fromArray(F, b, at + 3 * Block.SIZE + i).mul(s);
        FloatVector g2 = FloatVector.fromArray(F, b, at + 6 * Block.SIZE + i).mul(s);
        FloatVector r0 = g0.mul(w[0]).add(g1.mul(w[3])).add(g2.mul(w[6]));
        FloatVector r1 = g0.mul(w[1]).add(g1.mul(w[4])).add(g2.mul(w[7]));
        FloatVector r2 = g0.mul(w[2]).add(g1.mul(w[5])).add(g2.mul(w[8]));
        r0.intoArray(b, at + i);
        r1.intoArray(b, at + 3 * Block.SIZE + i);
        r2.intoArray(b, at + 6 * Block.SIZE + i);
        r0.mul(FloatVector.fromArray(F, b, rotation + i))
            .add(r1.mul(FloatVector.fromArray(F, b, rotation + 3 * Block.SIZE + i)))
            .add(r2.mul(FloatVector.fromArray(F, b, rotation + 6 * Block.SIZE + i)))
            .intoArray(b, to + i);
      }
    }
  }

  private static void quaternion(float[] b) {
    int at = Block.row(Block.GRAD_IN_CAMERA);
    int q = Block.row(Block.QUATERNION);
    int to = Block.row(Block.GRADIENT + GaussianLayout.ROTATION);
    for (int n = 0; n < Block.SIZE; n += COUNT) {
      FloatVector w = FloatVector.fromArray(F, b, q + n);
      FloatVector i = FloatVector.fromArray(F, b, q + Block.SIZE + n);
      FloatVector j = FloatVector.fromArray(F, b, q + 2 * Block.SIZE + n);
      FloatVector k = FloatVector.fromArray(F, b, q + 3 * Block.SIZE + n);
      FloatVector g0 = FloatVector.fromArray(F, b, at + n);
      FloatVector g4 = FloatVector.fromArray(F, b, at + 4 * Block.SIZE + n);
      FloatVector g8 = FloatVector.fromArray(F, b, at + 8 * Block.SIZE + n);
      FloatVector g1 = FloatVector.fromArray(F, b, at + Block.SIZE + n);
      FloatVector g3 = FloatVector.fromArray(F, b, at + 3 * Block.SIZE + n);
      FloatVector ij = g1.add(g3);
      FloatVector wk = g3.sub(g1);
      FloatVector g2 = FloatVector.fromArray(F, b, at + 2 * Block.SIZE + n);
      FloatVector g6 = FloatVector.fromArray(F, b, at + 6 * Block.SIZE + n);
      FloatVector ik = g2.add(g6);
      FloatVector wj = g2.sub(g6);
      FloatVector g5 = FloatVector.fromArray(F, b, at + 5 * Block.SIZE + n);
      FloatVector g7 = FloatVector.fromArray(F, b, at + 7 * Block.SIZE + n);
      FloatVector jk = g5.add(g7);
      FloatVector wi = g7.sub(g5);
      FloatVector gw = k.mul(wk).add(j.mul(wj)).add(i.mul(wi));
      FloatVector gi = j.mul(ij).add(k.mul(ik)).add(w.mul(wi)).sub(i.add(i).mul(g4.add(g8)));
      FloatVector gj = i.mul(ij).add(k.mul(jk)).add(w.mul(wj)).sub(j.add(j).mul(g0.add(g8)));
      FloatVector gk = i.mul(ik).add(j.mul(jk)).add(w.mul(wk)).sub(k.add(k).mul(g0.add(g4)));
      FloatVector along = gw.mul(w).add(gi.mul(i)).add(gj.mul(j)).add(gk.mul(k));
      FloatVector twice =
          FloatVector.fromArray(F, b, Block.row(Block.QUATERNION_INVERSE) + n).mul(2f);
      gw.sub(along.mul(w)).mul(twice).intoArray(b, to + n);
      gi.sub(along.mul(i)).mul(twice).intoArray(b, to + Block.SIZE + n);
      gj.sub(along.mul(j)).mul(twice).intoArray(b, to + 2 * Block.SIZE + n);
      gk.sub(along.mul(k)).mul(twice).intoArray(b, to + 3 * Block.SIZE + n);
    }
  }
}
