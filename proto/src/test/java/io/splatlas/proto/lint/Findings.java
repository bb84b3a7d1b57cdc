package io.splatlas.proto.lint;

import java.util.ArrayList;
import java.util.List;

/** Collects findings about one file. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  /** Reports {@code element} unless the rule is kept. */
  void require(boolean kept, String rule, String element, String message) {
    if (!kept) {
      all.add(new Finding(rule, element, message));
    }
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
