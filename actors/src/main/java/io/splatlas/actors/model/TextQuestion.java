package io.splatlas.actors.model;

import io.splatlas.gpu.Camera;
import org.jspecify.annotations.Nullable;

/**
 * A text that describes something.
 *
 * @param text 1 to 1000 characters
 * @param minRelevancy from which on an instance matches, 0..1, default {@value #DEFAULT_RELEVANCY}
 * @param most matches at most, 0 = all
 * @param view where a relevancy map is wanted from, null for none
 */
public record TextQuestion(String text, double minRelevancy, int most, @Nullable Camera view) {
  /** The text describes an instance better than every canonical phrase does. */
  public static final double DEFAULT_RELEVANCY = 0.5;

  /** Longest text, characters. */
  public static final int LONGEST = 1_000;

  public TextQuestion {
    if (text.isBlank() || text.length() > LONGEST) {
      throw new IllegalArgumentException("a text must have 1 to " + LONGEST + " characters");
    }
    if (!(minRelevancy >= 0 && minRelevancy <= 1) || most < 0) {
      throw new IllegalArgumentException(
          "min_relevancy must be 0 to 1 and the number of matches not negative");
    }
  }
}
