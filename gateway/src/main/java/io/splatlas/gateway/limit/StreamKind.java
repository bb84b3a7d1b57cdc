package io.splatlas.gateway.limit;

/** Calls that stay open for long, of which a principal may have so many. */
public enum StreamKind {
  /** A robot's capture. */
  CAPTURES,
  /** A subscriber's watch. */
  WATCHES,
  /** A live viewer. */
  LIVE_VIEWS,
  /** A file on its way: the copy of the scene is held in memory until the last byte was taken. */
  EXPORTS;

  /** Whether it goes on until somebody ends it. */
  public boolean endless() {
    return this != EXPORTS;
  }

  /** As told to clients. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
