package io.splatlas.actors.distill;

/** The words of a teacher: texts in the space of its features. Thread-safe. */
public interface Language {
  /** The model's name. */
  String name();

  /** Values of an embedding; the teacher's channels. */
  int dimensions();

  /** Embeds a text; of unit length. */
  float[] embed(String text);
}
