package io.splatlas.gateway.limit;

/** Calls that stay open, of which a principal may have so many. */
public enum StreamKind {
  /** A robot's capture. */
  CAPTURES,
  /** A subscriber's watch. */
  WATCHES,
  /** A live viewer. */
  LIVE_VIEWS;

  /** As told to clients. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
