package io.splatlas.actors.model;

import io.splatlas.gpu.Camera;
import org.jspecify.annotations.Nullable;

/**
 * A picture of something: a crop that shows little else.
 *
 * @param encoding of the picture
 * @param image compressed; shared, not to be written to
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param minSimilarity from which on an instance matches, -1..1, default {@value
 *     #DEFAULT_SIMILARITY}
 * @param most matches at most, 0 = all
 * @param view where a similarity map is wanted from, null for none
 */
public record ImageQuestion(
    PosedFrame.Encoding encoding,
    byte[] image,
    int width,
    int height,
    double minSimilarity,
    int most,
    @Nullable Camera view) {
  /** Closer in direction, seen from the mean of the scene, than to anything at right angles. */
  public static final double DEFAULT_SIMILARITY = 0.5;

  public ImageQuestion {
    if (width < 1 || height < 1 || most < 0 || !(minSimilarity >= -1 && minSimilarity <= 1)) {
      throw new IllegalArgumentException(
          "a picture must have pixels, min_similarity be -1 to 1, the number of matches not"
              + " negative");
    }
  }
}
