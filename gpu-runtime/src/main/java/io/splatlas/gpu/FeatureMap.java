package io.splatlas.gpu;

/**
 * A dense feature map of one image at any resolution (a teacher's patch grid).
 *
 * @param width cells across the whole image
 * @param height cells down the whole image
 * @param channels features per cell
 * @param values planar, channels * width * height
 */
public record FeatureMap(int width, int height, int channels, float[] values) {
  public FeatureMap {
    if (width < 1
        || height < 1
        || channels < 1
        || values.length != (long) channels * width * height) {
      throw new IllegalArgumentException(
          "feature map %dx%dx%d has %d values".formatted(channels, height, width, values.length));
    }
  }
}
