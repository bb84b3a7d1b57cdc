package io.splatlas.gpu.cpu;

import io.splatlas.gpu.GaussianLayout;

/**
 * Intermediate values of {@value #SIZE} Gaussians, a row of floats each, small enough for the
 * first-level cache. Steps that are one formula each pass values on through it: C2 compiles several
 * small loops well and one with two hundred live vectors badly.
 */
final class Block {
  /** Gaussians; a multiple of every vector length. */
  static final int SIZE = 64;

  /** From the camera's centre to the Gaussian, world axes: 3 rows. */
  static final int OFFSET = 0;

  /** Camera axes: 3 rows. */
  static final int CAMERA = 3;

  /** Rotation matrix of the Gaussian, row-major: 9 rows. */
  static final int ROTATION = 6;

  /** Normalised quaternion w x y z: 4 rows. */
  static final int QUATERNION = 15;

  /** 1 / norm of the quaternion as stored. */
  static final int QUATERNION_INVERSE = 19;

  /** 3 rows, metres. */
  static final int SCALE = 20;

  /** Camera rotation times rotation times scale, row-major: 9 rows. */
  static final int IN_CAMERA = 23;

  /** Jacobian times that: 6 rows, square root of the screen covariance. */
  static final int ROOT = 32;

  /** Clamped x/z and y/z: 2 rows. */
  static final int TANGENT = 38;

  /** What goes into the splat, {@link SplatLayout#STRIDE} rows in its order. */
  static final int SPLAT = 40;

  /** 1 where the Gaussian reaches the image, else 0. */
  static final int VISIBLE = 56;

  /** Sums of the slots, {@link BackwardKernel#SLOT} rows in their order. */
  static final int SUMS = 57;

  /** dL/d screen covariance (xx, xy, yy): 3 rows. */
  static final int GRAD_COV = 69;

  /** dL/d mean on screen, pixels: 2 rows. */
  static final int GRAD_MEAN = 72;

  /** dL/d {@link #IN_CAMERA}: 9 rows. */
  static final int GRAD_IN_CAMERA = 74;

  /** dL/d direction of view from SH: 3 rows. */
  static final int GRAD_DIRECTION = 83;

  /** Adam's corrections: 2 rows. */
  static final int CORRECTION = 86;

  /** Determinant of the screen covariance without the low-pass. */
  static final int SHARPNESS = 88;

  /** Determinant of the screen covariance. */
  static final int DETERMINANT = 89;

  /** Opacity before compensation. */
  static final int OPACITY = 90;

  /** Gradients of geometry, one row per plane up to the opacity, from here on. */
  static final int GRADIENT = 91;

  final float[] values = new float[(GRADIENT + GaussianLayout.SH_DC) * SIZE];

  static int row(int row) {
    return row * SIZE;
  }
}
