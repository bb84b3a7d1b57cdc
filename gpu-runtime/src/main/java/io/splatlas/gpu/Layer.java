package io.splatlas.gpu;

/** What a render can contain; all layers are blended with the same weights w_i = alpha_i T_i. */
public enum Layer {
  /** Colour over the background. */
  COLOUR,
  /** Expected depth along the optical axis, metres: sum w z / sum w; 0 where nothing is seen. */
  DEPTH,
  /** Accumulated alpha, 0..1. */
  ALPHA,
  /** The D semantic channels, blended, not normalised. */
  FEATURES,
  /**
   * The instance with the largest blended weight; 0 where "no instance" (background included)
   * weighs most.
   */
  IDS
}
