package io.splatlas.gpu;

/**
 * What one refinement step saw, before its update; parts are not weighted.
 *
 * @param loss the weighted total
 * @param pixel mean |student - teacher| over cells and channels
 * @param instance mean over embedded groups of the mean |student - embedding| over its pixels
 * @param contrast the contrastive loss, 0 without groups
 * @param neighbours the regulariser, 0 without pairs
 */
public record FieldReport(
    double loss, double pixel, double instance, double contrast, double neighbours) {
  /** Puts the parts together. */
  public static FieldReport of(
      FieldOptions options, double pixel, double instance, double contrast, double neighbours) {
    return new FieldReport(
        options.pixelWeight() * pixel
            + options.instanceWeight() * instance
            + options.contrastWeight() * contrast
            + options.neighbourWeight() * neighbours,
        pixel,
        instance,
        contrast,
        neighbours);
  }
}
