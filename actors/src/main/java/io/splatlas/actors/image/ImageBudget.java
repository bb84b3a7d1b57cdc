package io.splatlas.actors.image;

/**
 * How large a training image may be; larger frames are scaled down with their shape kept.
 *
 * @param maxSide longest side, pixels, 16..16384, default 1024
 * @param maxPixels width times height, 256..67,108,864, default 640 * 480
 */
public record ImageBudget(int maxSide, int maxPixels) {
  public static final ImageBudget DEFAULTS = new ImageBudget(1024, 640 * 480);

  public ImageBudget {
    if (maxSide < 16 || maxSide > 16384) {
      throw new IllegalArgumentException("maxSide must be 16 to 16384, got " + maxSide);
    }
    if (maxPixels < 256 || maxPixels > 1 << 26) {
      throw new IllegalArgumentException("maxPixels must be 256 to 67108864, got " + maxPixels);
    }
  }

  /** Factor, at most 1, that brings an image of this size into the budget. */
  public double factor(int width, int height) {
    double bySide = (double) maxSide / Math.max(width, height);
    double byPixels = Math.sqrt((double) maxPixels / ((double) width * height));
    return Math.min(1, Math.min(bySide, byPixels));
  }
}
