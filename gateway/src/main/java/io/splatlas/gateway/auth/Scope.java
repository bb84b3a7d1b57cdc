package io.splatlas.gateway.auth;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a principal may do with a scene. */
public enum Scope {
  /** Create scenes, stream frames into them, finish them. */
  CAPTURE,
  /** List instances and watch them change. */
  WATCH,
  /** Ask, render and export. */
  QUERY,
  /** All of these, and delete. */
  ADMIN;

  /** As written in tokens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of a word in a token. */
  public static Optional<Scope> of(String word) {
    return Stream.of(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }
}
