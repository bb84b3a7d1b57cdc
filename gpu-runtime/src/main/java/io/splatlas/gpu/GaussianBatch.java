package io.splatlas.gpu;

/**
 * Gaussians on the host.
 *
 * @param layout what each carries
 * @param count number of Gaussians
 * @param planes {@code layout.planes()} arrays of at least {@code count} floats, see {@link
 *     GaussianLayout}
 */
public record GaussianBatch(GaussianLayout layout, int count, float[][] planes) {
  public GaussianBatch {
    if (planes.length != layout.planes()) {
      throw new IllegalArgumentException(
          "expected " + layout.planes() + " planes, got " + planes.length);
    }
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, got " + count);
    }
    for (float[] plane : planes) {
      if (plane.length < count) {
        throw new IllegalArgumentException(
            "a plane has " + plane.length + " values for " + count + " Gaussians");
      }
    }
  }

  /** An all-zero batch to be filled in. */
  public static GaussianBatch zeros(GaussianLayout layout, int count) {
    return new GaussianBatch(layout, count, new float[layout.planes()][count]);
  }
}
