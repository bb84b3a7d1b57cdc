package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;

/** A 2D model that describes an image densely. Implementations are used by one thread at a time. */
public interface Teacher {
  /** For people and provenance, for example {@code built-in}. */
  String name();

  /** Channels of its maps; what a Gaussian's semantic vector must have. */
  int channels();

  /**
   * Describes an image.
   *
   * @param width pixels
   * @param height pixels
   * @param rgb interleaved 8-bit colour, 3 * width * height
   */
  FeatureMap describe(int width, int height, byte[] rgb);
}
