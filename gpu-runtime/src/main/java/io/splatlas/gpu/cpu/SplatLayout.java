package io.splatlas.gpu.cpu;

/**
 * A projected Gaussian ("splat"): one cache line, because a tile reads the splats of its entries in
 * no order that a prefetcher could guess. With d = pixel centre - mean, log2 of alpha before
 * clamping is {@code QXX dx^2 + QXY dx dy + QYY dy^2 + LOG2_OPACITY}.
 */
final class SplatLayout {
  /** Floats per splat. */
  static final int STRIDE = 16;

  /** Mean on screen, pixels. */
  static final int X = 0;

  static final int Y = 1;

  /** -log2(e) times half of, the whole of, half of the conic's terms, per square pixel. */
  static final int QXX = 2;

  static final int QXY = 3;
  static final int QYY = 4;

  /** log2 of the opacity, compensated in the anti-aliased mode. */
  static final int LOG2_OPACITY = 5;

  static final int RED = 6;
  static final int GREEN = 7;
  static final int BLUE = 8;

  /** Along the optical axis, metres. */
  static final int DEPTH = 9;

  /** Half extents of the ellipse in which alpha is at least 1/255, pixels. */
  static final int EXTENT_X = 10;

  static final int EXTENT_Y = 11;

  /** Screen covariance with the low-pass, square pixels. */
  static final int COV_XX = 12;

  static final int COV_XY = 13;
  static final int COV_YY = 14;

  /** Mahalanobis distance squared at which alpha falls below 1/255. */
  static final int REACH = 15;

  /** Alpha is never larger. */
  static final float MAX_ALPHA = 0.99f;

  /** A splat is no brighter; see {@link io.splatlas.gpu.host.Blending#MAX_COLOUR}. */
  static final float MAX_COLOUR = 1000f;

  /** log2(1/255): contributions below are skipped. */
  static final float MIN_LOG2_ALPHA = -7.9943533f;

  /** A pixel is finished when less light than this passes. */
  static final float MIN_TRANSMITTANCE = 1e-4f;

  private SplatLayout() {}
}
