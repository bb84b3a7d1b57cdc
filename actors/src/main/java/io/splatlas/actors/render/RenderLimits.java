package io.splatlas.actors.render;

import java.time.Duration;

/**
 * What a scene renders for its viewers.
 *
 * @param waiting renders of one scene that may wait, 1..1024, default 8
 * @param values values of all layers of one render together, at least 1, default 64 Mi (a quarter
 *     of a GiB)
 * @param deadline for a render to be done, above 0, default 5 s
 */
public record RenderLimits(int waiting, long values, Duration deadline) {
  public static final RenderLimits DEFAULTS = new RenderLimits(8, 64L << 20, Duration.ofSeconds(5));

  public RenderLimits {
    if (waiting < 1 || waiting > 1024) {
      throw new IllegalArgumentException("waiting must be 1 to 1024, got " + waiting);
    }
    if (values < 1) {
      throw new IllegalArgumentException("values must be at least 1, got " + values);
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be above 0, got " + deadline);
    }
  }
}
