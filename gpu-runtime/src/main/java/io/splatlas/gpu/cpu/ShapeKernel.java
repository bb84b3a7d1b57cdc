package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * First half of EWA projection, lanes over Gaussians: position and shape in camera axes and the 2x3
 * square root of the covariance on screen. Formulas and names as in {@code
 * io.splatlas.gpu.host.SplatProjector}, which is the readable form.
 */
final class ShapeKernel {
  private ShapeKernel() {}

  /** All rows up to {@link Block#TANGENT} of the Gaussians from {@code start} on. */
  static void run(View view, float[][] planes, int start, float[] b) {
    moveToCamera(view, planes, start, b);
    rotate(planes, start, b);
    scale(planes, start, b);
    for (int row = 0; row < 3; row++) {
      turnToCamera(view, row, b);
    }
    project(view, b);
  }

  private static void moveToCamera(View view, float[][] planes, int start, float[] b) {
    float[] px = planes[GaussianLayout.POSITION];
    float[] py = planes[GaussianLayout.POSITION + 1];
    float[] pz = planes[GaussianLayout.POSITION + 2];
    float[] r = view.rotation;
    float[] c = view.centre;
    float[] rest = view.centreRest;
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector x = FloatVector.fromArray(F, px, start + i).sub(c[0]).sub(rest[0]);
      FloatVector y = FloatVector.fromArray(F, py, start + i).sub(c[1]).sub(rest[1]);
      FloatVector z = FloatVector.fromArray(F, pz, start + i).sub(c[2]).sub(rest[2]);
      x.intoArray(b, Block.row(Block.OFFSET) + i);
      y.intoArray(b, Block.row(Block.OFFSET + 1) + i);
      z.intoArray(b, Block.row(Block.OFFSET + 2) + i);
      x.mul(r[0]).add(y.mul(r[1])).add(z.mul(r[2])).intoArray(b, Block.row(Block.CAMERA) + i);
      x.mul(r[3]).add(y.mul(r[4])).add(z.mul(r[5])).intoArray(b, Block.row(Block.CAMERA + 1) + i);
      x.mul(r[6]).add(y.mul(r[7])).add(z.mul(r[8])).intoArray(b, Block.row(Block.CAMERA + 2) + i);
    }
  }

  private static void rotate(float[][] planes, int start, float[] b) {
    float[] pw = planes[GaussianLayout.ROTATION];
    float[] pi = planes[GaussianLayout.ROTATION + 1];
    float[] pj = planes[GaussianLayout.ROTATION + 2];
    float[] pk = planes[GaussianLayout.ROTATION + 3];
    for (int n = 0; n < Block.SIZE; n += COUNT) {
      FloatVector w = FloatVector.fromArray(F, pw, start + n);
      FloatVector i = FloatVector.fromArray(F, pi, start + n);
      FloatVector j = FloatVector.fromArray(F, pj, start + n);
      FloatVector k = FloatVector.fromArray(F, pk, start + n);
      // Divided by its largest part first: no quaternion is too small or too large for its square.
      FloatVector largest = w.abs().max(i.abs()).max(j.abs().max(k.abs()));
      FloatVector inverse = Lanes.ONE.div(largest);
      w = w.mul(inverse);
      i = i.mul(inverse);
      j = j.mul(inverse);
      k = k.mul(inverse);
      FloatVector norm2 = w.mul(w).add(i.mul(i)).add(j.mul(j)).add(k.mul(k));
      FloatVector unit = Lanes.ONE.div(norm2.lanewise(VectorOperators.SQRT));
      inverse.mul(unit).intoArray(b, Block.row(Block.QUATERNION_INVERSE) + n);
      w = w.mul(unit);
      i = i.mul(unit);
      j = j.mul(unit);
      k = k.mul(unit);
      w.intoArray(b, Block.row(Block.QUATERNION) + n);
      i.intoArray(b, Block.row(Block.QUATERNION + 1) + n);
      j.intoArray(b, Block.row(Block.QUATERNION + 2) + n);
      k.intoArray(b, Block.row(Block.QUATERNION + 3) + n);
    }
    for (int n = 0; n < Block.SIZE; n += COUNT) {
      FloatVector w = FloatVector.fromArray(F, b, Block.row(Block.QUATERNION) + n);
      FloatVector i = FloatVector.fromArray(F, b, Block.row(Block.QUATERNION + 1) + n);
      FloatVector j = FloatVector.fromArray(F, b, Block.row(Block.QUATERNION + 2) + n);
      FloatVector k = FloatVector.fromArray(F, b, Block.row(Block.QUATERNION + 3) + n);
      FloatVector ii = i.mul(i);
      FloatVector jj = j.mul(j);
      FloatVector kk = k.mul(k);
      FloatVector wi = w.mul(i);
      FloatVector wj = w.mul(j);
      FloatVector wk = w.mul(k);
      FloatVector ij = i.mul(j);
      FloatVector ik = i.mul(k);
      FloatVector jk = j.mul(k);
      int at = Block.row(Block.ROTATION) + n;
      Lanes.ONE.sub(jj.add(kk).mul(2f)).intoArray(b, at);
      ij.sub(wk).mul(2f).intoArray(b, at + Block.SIZE);
      ik.add(wj).mul(2f).intoArray(b, at + 2 * Block.SIZE);
      ij.add(wk).mul(2f).intoArray(b, at + 3 * Block.SIZE);
      Lanes.ONE.sub(ii.add(kk).mul(2f)).intoArray(b, at + 4 * Block.SIZE);
      jk.sub(wi).mul(2f).intoArray(b, at + 5 * Block.SIZE);
      ik.sub(wj).mul(2f).intoArray(b, at + 6 * Block.SIZE);
      jk.add(wi).mul(2f).intoArray(b, at + 7 * Block.SIZE);
      Lanes.ONE.sub(ii.add(jj).mul(2f)).intoArray(b, at + 8 * Block.SIZE);
    }
  }

  private static void scale(float[][] planes, int start, float[] b) {
    for (int k = 0; k < 3; k++) {
      VectorMath.exp(
          planes[GaussianLayout.SCALE + k], start, b, Block.row(Block.SCALE + k), Block.SIZE);
    }
  }

  private static void turnToCamera(View view, int row, float[] b) {
    float r0 = view.rotation[3 * row];
    float r1 = view.rotation[3 * row + 1];
    float r2 = view.rotation[3 * row + 2];
    for (int k = 0; k < 3; k++) {
      int to = Block.row(Block.IN_CAMERA + 3 * row + k);
      int from = Block.row(Block.ROTATION + k);
      int scale = Block.row(Block.SCALE + k);
      for (int i = 0; i < Block.SIZE; i += COUNT) {
        FloatVector turned =
            FloatVector.fromArray(F, b, from + i)
                .mul(r0)
                .add(FloatVector.fromArray(F, b, from + 3 * Block.SIZE + i).mul(r1))
                .add(FloatVector.fromArray(F, b, from + 6 * Block.SIZE + i).mul(r2));
        turned.mul(FloatVector.fromArray(F, b, scale + i)).intoArray(b, to + i);
      }
    }
  }

  private static void project(View view, float[] b) {
    int tangent = Block.row(Block.TANGENT);
    int camera = Block.row(Block.CAMERA);
    int in = Block.row(Block.IN_CAMERA);
    int root = Block.row(Block.ROOT);
    for (int i = 0; i < Block.SIZE; i += COUNT) {
      FloatVector inverse = Lanes.ONE.div(FloatVector.fromArray(F, b, camera + 2 * Block.SIZE + i));
      FloatVector tx = FloatVector.fromArray(F, b, camera + i).mul(inverse);
      FloatVector ty = FloatVector.fromArray(F, b, camera + Block.SIZE + i).mul(inverse);
      tx.mul(view.fx).add(view.cx).intoArray(b, Block.row(Block.SPLAT + SplatLayout.X) + i);
      ty.mul(view.fy).add(view.cy).intoArray(b, Block.row(Block.SPLAT + SplatLayout.Y) + i);
      tx = tx.max(view.left).min(view.right);
      ty = ty.max(view.top).min(view.bottom);
      tx.intoArray(b, tangent + i);
      ty.intoArray(b, tangent + Block.SIZE + i);
      FloatVector jx = inverse.mul(view.fx);
      FloatVector jy = inverse.mul(view.fy);
      for (int k = 0; k < 3; k++) {
        FloatVector along = FloatVector.fromArray(F, b, in + (6 + k) * Block.SIZE + i);
        FloatVector across = FloatVector.fromArray(F, b, in + k * Block.SIZE + i);
        FloatVector down = FloatVector.fromArray(F, b, in + (3 + k) * Block.SIZE + i);
        across.sub(tx.mul(along)).mul(jx).intoArray(b, root + k * Block.SIZE + i);
        down.sub(ty.mul(along)).mul(jy).intoArray(b, root + (3 + k) * Block.SIZE + i);
      }
    }
  }
}
