package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;
import java.util.Arrays;
import java.util.Optional;

/** A 2D model that describes an image densely. Implementations are used by one thread at a time. */
public interface Teacher {
  /** For people and provenance, for example {@code built-in}. */
  String name();

  /** Channels of its maps, at least 1. */
  int channels();

  /**
   * Describes an image.
   *
   * @param width pixels
   * @param height pixels
   * @param rgb interleaved 8-bit colour, 3 * width * height
   */
  FeatureMap describe(int width, int height, byte[] rgb);

  /**
   * Describes what a region shows as a whole, in the space of its maps. Here the mean of the cells
   * under the mask; a teacher with an embedding of whole images takes that of the box.
   *
   * @param dense this teacher's map of the whole image
   */
  default float[] describe(Region region, FeatureMap dense) {
    return RegionMean.of(region, dense);
  }

  /**
   * Describes a picture that shows one thing, in the space of its maps. Unlike the rest for any
   * number of threads at once.
   *
   * @param rgb interleaved, 3 * width * height
   */
  default float[] embed(int width, int height, byte[] rgb) {
    boolean[] all = new boolean[width * height];
    Arrays.fill(all, true);
    Region whole = new Region(width, height, rgb, all, 0, 0, width, height);
    return describe(whole, describe(width, height, rgb));
  }

  /**
   * What tells its maps from those of any other teacher, where they are worth keeping on disk;
   * empty when describing an image again takes no longer than reading.
   */
  default Optional<String> version() {
    return Optional.empty();
  }

  /**
   * Whether its features say what things look like (colour, texture, edges) and nothing of what
   * they are. Union space has colour of its own: such features do not count there again.
   */
  default boolean isOfAppearance() {
    return false;
  }

  /** The words that go with its features; empty when it knows none. */
  default Optional<Language> language() {
    return Optional.empty();
  }
}
