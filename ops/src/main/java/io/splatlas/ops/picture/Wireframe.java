package io.splatlas.ops.picture;

/** Draws the edges of boxes in space into a picture. */
public final class Wireframe {
  /** What is nearer than this in front of the camera is cut off, metres. */
  private static final double NEAR = 0.02;

  private static final int[][] EDGES = {
    {0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}
  };

  /**
   * A pinhole camera, lengths in pixels.
   *
   * @param worldToCamera 3 rows of 4, row by row, OpenCV axes, metres
   */
  @SuppressWarnings("ArrayRecordComponent") // A matrix, not changed here.
  public record Pinhole(double fx, double fy, double cx, double cy, double[] worldToCamera) {}

  private final RgbImage image;
  private final Pinhole camera;

  /**
   * @param image is drawn into
   */
  public Wireframe(RgbImage image, Pinhole camera) {
    this.image = image;
    this.camera = camera;
  }

  /**
   * Draws a box and a caption at its uppermost corner in the picture.
   *
   * @param corners eight points x, y, z, metres; the lowest three bits of a corner's number say at
   *     which end of the box's three axes it lies
   * @param colour as 0xRRGGBB
   */
  public void box(double[][] corners, int colour, String caption) {
    double[][] seen = new double[corners.length][];
    for (int i = 0; i < corners.length; i++) {
      seen[i] = inCamera(corners[i]);
    }
    for (int[] edge : EDGES) {
      edge(seen[edge[0]], seen[edge[1]], colour);
    }
    caption(seen, colour, caption);
  }

  private void caption(double[][] seen, int colour, String caption) {
    int[] top = {0, Integer.MAX_VALUE};
    for (double[] corner : seen) {
      if (corner[2] > NEAR) {
        int[] pixel = pixel(corner);
        if (pixel[1] < top[1]) {
          top = pixel;
        }
      }
    }
    if (top[1] != Integer.MAX_VALUE) {
      int x = Math.clamp(top[0], 0, Math.max(0, image.width() - 6 * caption.length()));
      int y = Math.clamp(top[1] - 9L, 0, Math.max(0, image.height() - PixelFont.HEIGHT));
      PixelFont.draw(image, caption, x + 1, y + 1, image.width(), 0x000000);
      PixelFont.draw(image, caption, x, y, image.width(), colour);
    }
  }

  private double[] inCamera(double[] point) {
    double[] out = new double[3];
    double[] m = camera.worldToCamera();
    for (int row = 0; row < 3; row++) {
      out[row] =
          m[4 * row] * point[0]
              + m[4 * row + 1] * point[1]
              + m[4 * row + 2] * point[2]
              + m[4 * row + 3];
    }
    return out;
  }

  private int[] pixel(double[] p) {
    double x = camera.fx() * p[0] / p[2] + camera.cx();
    double y = camera.fy() * p[1] / p[2] + camera.cy();
    return new int[] {
      (int) Math.clamp(Math.floor(x), -1e6, 1e6), (int) Math.clamp(Math.floor(y), -1e6, 1e6)
    };
  }

  private void edge(double[] from, double[] to, int colour) {
    double[] a = from[2] >= to[2] ? from : to;
    double[] b = from[2] >= to[2] ? to : from;
    if (a[2] <= NEAR) {
      return;
    }
    if (b[2] < NEAR) {
      double share = (a[2] - NEAR) / (a[2] - b[2]);
      b = new double[] {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), NEAR};
    }
    line(pixel(a), pixel(b), colour);
  }

  /** A line of pixels; what is outside of the picture is not walked along. */
  private void line(int[] a, int[] b, int colour) {
    double dx = b[0] - (double) a[0];
    double dy = b[1] - (double) a[1];
    double steps = Math.max(1, Math.max(Math.abs(dx), Math.abs(dy)));
    double first = 0;
    double last = 1;
    double[] from = {a[0], a[1]};
    double[] way = {dx, dy};
    double[] sides = {image.width() - 1.0, image.height() - 1.0};
    for (int axis = 0; axis < 2; axis++) {
      if (way[axis] == 0) {
        if (from[axis] < 0 || from[axis] > sides[axis]) {
          return;
        }
        continue;
      }
      double enter = -from[axis] / way[axis];
      double leave = (sides[axis] - from[axis]) / way[axis];
      first = Math.max(first, Math.min(enter, leave));
      last = Math.min(last, Math.max(enter, leave));
    }
    for (double at = Math.ceil(first * steps); at <= last * steps; at++) {
      int x = (int) Math.round(a[0] + dx * at / steps);
      int y = (int) Math.round(a[1] + dy * at / steps);
      if (x >= 0 && y >= 0 && x < image.width() && y < image.height()) {
        image.set(x, y, colour);
      }
    }
  }
}
