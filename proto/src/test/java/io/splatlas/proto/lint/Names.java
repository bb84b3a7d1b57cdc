package io.splatlas.proto.lint;

import java.util.Locale;

/** The three ways names are written in protobuf. */
final class Names {
  private Names() {}

  static boolean isPascalCase(String name) {
    return name.matches("[A-Z][a-zA-Z0-9]*");
  }

  static boolean isLowerSnakeCase(String name) {
    return name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  }

  static boolean isUpperSnakeCase(String name) {
    return name.matches("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
  }

  /** {@code ShapeKind} becomes {@code SHAPE_KIND}. */
  static String upperSnake(String pascal) {
    return pascal
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
        .toUpperCase(Locale.ROOT);
  }
}
