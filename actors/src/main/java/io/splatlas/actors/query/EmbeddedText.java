package io.splatlas.actors.query;

import io.splatlas.actors.distill.Language;
import java.util.List;

/**
 * A text and the canonical phrases in a language's space, all of unit length.
 *
 * @param text of the question
 * @param canonical what says nothing in particular (LERF, Kerr et al. 2023, section 3.4)
 */
record EmbeddedText(float[] text, float[][] canonical) {
  private static final List<String> CANONICAL = List.of("object", "things", "stuff", "texture");

  static EmbeddedText of(String text, float[][] canonical, Language language) {
    return new EmbeddedText(language.embed(text), canonical);
  }

  static float[][] canonical(Language language) {
    float[][] embedded = new float[CANONICAL.size()][];
    for (int i = 0; i < embedded.length; i++) {
      embedded[i] = language.embed(CANONICAL.get(i));
    }
    return embedded;
  }
}
