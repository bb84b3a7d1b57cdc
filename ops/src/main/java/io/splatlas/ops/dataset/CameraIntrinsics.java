package io.splatlas.ops.dataset;

/**
 * A pinhole camera with OpenCV distortion. A point (x, y, 1) on the normalised image plane, with r2
 * = x2 + y2, lands at
 *
 * <pre>
 *   d  = 1 + k1 r2 + k2 r2^2 + k3 r2^3
 *   u  = fx (x d + 2 p1 x y + p2 (r2 + 2 x2)) + cx
 *   v  = fy (y d + p1 (r2 + 2 y2) + 2 p2 x y) + cy
 * </pre>
 *
 * with pixel centres at +0.5 (the top left pixel covers [0,1) x [0,1)).
 *
 * @param width columns, 1 to 16384
 * @param height rows, 1 to 16384
 * @param fx focal length in pixels, positive
 * @param fy focal length in pixels, positive
 * @param cx principal point in pixels from the left edge
 * @param cy principal point in pixels from the top edge
 * @param k1 radial, second order
 * @param k2 radial, fourth order
 * @param p1 tangential
 * @param p2 tangential
 * @param k3 radial, sixth order
 */
public record CameraIntrinsics(
    int width,
    int height,
    double fx,
    double fy,
    double cx,
    double cy,
    double k1,
    double k2,
    double p1,
    double p2,
    double k3) {

  /** Sides longer than this are refused. */
  public static final int MAX_SIDE = 16384;

  private static final double MAX_FOCAL = 1e7;
  private static final double MAX_COEFFICIENT = 1e3;
  private static final int MAX_INVERSION_STEPS = 100;

  public CameraIntrinsics {
    requireRange("width", width, 1, MAX_SIDE);
    requireRange("height", height, 1, MAX_SIDE);
    requireRange("fx", fx, Double.MIN_NORMAL, MAX_FOCAL);
    requireRange("fy", fy, Double.MIN_NORMAL, MAX_FOCAL);
    requireRange("cx", cx, -MAX_FOCAL, MAX_FOCAL);
    requireRange("cy", cy, -MAX_FOCAL, MAX_FOCAL);
    requireRange("k1", k1, -MAX_COEFFICIENT, MAX_COEFFICIENT);
    requireRange("k2", k2, -MAX_COEFFICIENT, MAX_COEFFICIENT);
    requireRange("p1", p1, -MAX_COEFFICIENT, MAX_COEFFICIENT);
    requireRange("p2", p2, -MAX_COEFFICIENT, MAX_COEFFICIENT);
    requireRange("k3", k3, -MAX_COEFFICIENT, MAX_COEFFICIENT);
  }

  /** A camera without distortion. */
  public static CameraIntrinsics pinhole(
      int width, int height, double fx, double fy, double cx, double cy) {
    return new CameraIntrinsics(width, height, fx, fy, cx, cy, 0, 0, 0, 0, 0);
  }

  /** Whether straight lines are not straight in its images. */
  public boolean distorted() {
    return k1 != 0 || k2 != 0 || p1 != 0 || p2 != 0 || k3 != 0;
  }

  /**
   * The same camera with its images resampled to another size; the distortion has no unit and
   * stays.
   */
  public CameraIntrinsics resized(int newWidth, int newHeight) {
    double sx = (double) newWidth / width;
    double sy = (double) newHeight / height;
    return new CameraIntrinsics(
        newWidth, newHeight, fx * sx, fy * sy, cx * sx, cy * sy, k1, k2, p1, p2, k3);
  }

  /** The same camera with images no wider than {@code maxWidth}, aspect kept to the nearest row. */
  public CameraIntrinsics limitedTo(int maxWidth) {
    if (maxWidth < 1) {
      throw new IllegalArgumentException("the largest width must be at least 1, not " + maxWidth);
    }
    if (width <= maxWidth) {
      return this;
    }
    return resized(maxWidth, (int) Math.max(1, Math.round((double) height * maxWidth / width)));
  }

  /**
   * Projects a point in camera axes.
   *
   * @param uv receives the pixel coordinates
   * @return false, with uv untouched, if the point is not in front of the camera
   */
  public boolean project(double x, double y, double z, double[] uv) {
    if (!(z > 0)) {
      return false;
    }
    double a = x / z;
    double b = y / z;
    double r2 = a * a + b * b;
    double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    uv[0] = fx * (a * radial + 2 * p1 * a * b + p2 * (r2 + 2 * a * a)) + cx;
    uv[1] = fy * (b * radial + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b) + cy;
    return true;
  }

  /**
   * Finds the ray through a pixel: the inverse of {@link #project}, by fixed-point iteration as in
   * OpenCV's undistortPoints.
   *
   * @param xy receives the point (x, y, 1) of the ray on the normalised image plane
   * @return false if the lens model cannot be inverted there (strong distortion far outside the
   *     image)
   */
  public boolean unproject(double u, double v, double[] xy) {
    double a = (u - cx) / fx;
    double b = (v - cy) / fy;
    double x = a;
    double y = b;
    if (!distorted()) {
      xy[0] = x;
      xy[1] = y;
      return true;
    }
    for (int step = 0; step < MAX_INVERSION_STEPS; step++) {
      double r2 = x * x + y * y;
      double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
      double nextX = (a - 2 * p1 * x * y - p2 * (r2 + 2 * x * x)) / radial;
      double nextY = (b - p1 * (r2 + 2 * y * y) - 2 * p2 * x * y) / radial;
      double change = Math.max(Math.abs(nextX - x), Math.abs(nextY - y));
      x = nextX;
      y = nextY;
      if (change < 1e-9) {
        xy[0] = x;
        xy[1] = y;
        return true;
      }
    }
    return false;
  }

  private static void requireRange(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + " must lie in [" + low + ", " + high + "], not " + value);
    }
  }
}
