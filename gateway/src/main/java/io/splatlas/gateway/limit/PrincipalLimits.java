package io.splatlas.gateway.limit;

/**
 * What one principal may use at a time. Where nobody is asked who they are, all callers are one
 * principal.
 *
 * @param captures open capture streams, 1..100,000, default 64
 * @param watches open watches, 1..1,000,000, default 2,000
 * @param liveViews open live views, 1..100,000, default 64
 * @param exports under way, from the copy to the last byte read, 1..10,000, default 8
 * @param scenes created by the principal and not deleted since, 1..100,000, default 64
 * @param queryRate cost of questions, renders and exports a second on average, in megapixels, above
 *     0..1e6, default 200. A render, a mask or a picture to look for costs its pixels (of a live
 *     viewer what is rendered, not what is asked for), a text 0.05, anything else 0.01, an export
 *     10.
 * @param queryBurst cost that may be spent at once after a pause, in megapixels, at least 40 (the
 *     largest question: two views of 4096 x 4096), default 2,000
 */
public record PrincipalLimits(
    int captures,
    int watches,
    int liveViews,
    int exports,
    int scenes,
    double queryRate,
    double queryBurst) {
  public static final PrincipalLimits DEFAULTS =
      new PrincipalLimits(64, 2_000, 64, 8, 64, 200, 2_000);

  public PrincipalLimits {
    require(captures >= 1 && captures <= 100_000, "captures must be 1 to 100,000");
    require(watches >= 1 && watches <= 1_000_000, "watches must be 1 to 1,000,000");
    require(liveViews >= 1 && liveViews <= 100_000, "liveViews must be 1 to 100,000");
    require(exports >= 1 && exports <= 10_000, "exports must be 1 to 10,000");
    require(scenes >= 1 && scenes <= 100_000, "scenes must be 1 to 100,000");
    require(queryRate > 0 && queryRate <= 1e6, "queryRate must be above 0, at most 1e6");
    require(queryBurst >= 40 && queryBurst <= 1e9, "queryBurst must be 40 to 1e9");
  }

  /** The same with another number of scenes. */
  public PrincipalLimits withScenes(int newScenes) {
    return new PrincipalLimits(
        captures, watches, liveViews, exports, newScenes, queryRate, queryBurst);
  }

  /** How many streams of a kind may be open. */
  int most(StreamKind kind) {
    return switch (kind) {
      case CAPTURES -> captures;
      case WATCHES -> watches;
      case LIVE_VIEWS -> liveViews;
      case EXPORTS -> exports;
    };
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
