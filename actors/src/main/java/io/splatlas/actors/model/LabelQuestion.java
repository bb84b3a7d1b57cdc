package io.splatlas.actors.model;

import java.util.List;

/**
 * A vocabulary that is to name instances.
 *
 * @param labels 1 to 200 texts, each of 1 to {@value TextQuestion#LONGEST} characters
 */
public record LabelQuestion(List<String> labels) {
  /** Most labels. */
  public static final int MOST = 200;

  public LabelQuestion {
    labels = List.copyOf(labels);
    if (labels.isEmpty() || labels.size() > MOST) {
      throw new IllegalArgumentException("a vocabulary must have 1 to " + MOST + " labels");
    }
    for (String label : labels) {
      if (label.isBlank() || label.length() > TextQuestion.LONGEST) {
        throw new IllegalArgumentException(
            "a label must have 1 to " + TextQuestion.LONGEST + " characters");
      }
    }
  }
}
