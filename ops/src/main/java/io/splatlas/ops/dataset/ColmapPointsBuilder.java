package io.splatlas.ops.dataset;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Collects COLMAP points, growing with what was really read instead of with what a header
 * announces.
 */
final class ColmapPointsBuilder {

  private final Path file;
  private float[] xyz = new float[3 << 10];
  private byte[] rgb = new byte[3 << 10];
  private int[] trackStart = new int[1 << 10];
  private int[] trackImages = new int[1 << 10];
  private int points;
  private int tracked;

  ColmapPointsBuilder(Path file) {
    this.file = file;
  }

  void point(double x, double y, double z, int red, int green, int blue) throws DatasetException {
    if (3 * (points + 1) > xyz.length) {
      xyz = Arrays.copyOf(xyz, 2 * xyz.length);
      rgb = Arrays.copyOf(rgb, 2 * rgb.length);
    }
    int at = 3 * points;
    xyz[at] = coordinate(x);
    xyz[at + 1] = coordinate(y);
    xyz[at + 2] = coordinate(z);
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
    points++;
    if (points >= trackStart.length) {
      trackStart = Arrays.copyOf(trackStart, 2 * trackStart.length);
    }
    trackStart[points] = tracked;
  }

  /** Says that an image sees the point added last. */
  void seenBy(int image) {
    if (tracked == trackImages.length) {
      trackImages = Arrays.copyOf(trackImages, 2 * tracked);
    }
    trackImages[tracked++] = image;
    trackStart[points] = tracked;
  }

  ColmapModel.Points build() {
    return new ColmapModel.Points(
        Arrays.copyOf(xyz, 3 * points),
        Arrays.copyOf(rgb, 3 * points),
        Arrays.copyOf(trackStart, points + 1),
        Arrays.copyOf(trackImages, tracked));
  }

  private float coordinate(double value) throws DatasetException {
    if (!(Math.abs(value) <= PoseConversion.MAX_DISTANCE)) {
      throw new DatasetException(
          file, "point " + points, value + " is not a coordinate within 1e6 of the origin");
    }
    return (float) value;
  }
}
