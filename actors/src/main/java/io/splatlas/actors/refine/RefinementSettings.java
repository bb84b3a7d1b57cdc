package io.splatlas.actors.refine;

import io.splatlas.gpu.FieldOptions;

/**
 * How the field is refined. Weights, temperature and rate are the published ones (METHOD sections 4
 * and 5).
 *
 * @param options weights and rate; the origin is that of the scene
 * @param viewPixels pixels of a view at which the field is compared, at least 1, default 20,000;
 *     larger views are scaled down
 * @param crops of an instance that are embedded at most, at least 1, default 4
 * @param anchors whose neighbours are compared in a burst, at least 0, default 2,048
 * @param neighbours of an anchor, at least 1, default 5
 */
public record RefinementSettings(
    FieldOptions options, int viewPixels, int crops, int anchors, int neighbours) {
  public static final RefinementSettings DEFAULTS =
      new RefinementSettings(FieldOptions.published(new float[0]), 20_000, 4, 2_048, 5);

  public RefinementSettings {
    if (viewPixels < 1 || crops < 1 || anchors < 0 || neighbours < 1) {
      throw new IllegalArgumentException(
          "viewPixels, crops and neighbours must be at least 1, anchors at least 0");
    }
  }

  /** These settings with other weights. */
  public RefinementSettings with(FieldOptions other) {
    return new RefinementSettings(other, viewPixels, crops, anchors, neighbours);
  }

  /** Options about an origin; without the losses of groups where those do not teach yet. */
  FieldOptions about(float[] origin, boolean grouped) {
    return new FieldOptions(
        options.pixelWeight(),
        grouped ? options.instanceWeight() : 0,
        grouped ? options.contrastWeight() : 0,
        options.neighbourWeight(),
        options.onScreen(),
        options.inSpace(),
        options.temperature(),
        options.alike(),
        options.rate(),
        origin);
  }
}
