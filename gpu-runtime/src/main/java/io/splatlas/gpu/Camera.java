package io.splatlas.gpu;

import java.util.Optional;

/**
 * A pinhole camera in OpenCV optical axes (x right, y down, z forward), pixel centres at +0.5: a
 * point (x, y, z) of the camera frame is seen at u = fx x / z + cx, v = fy y / z + cy, and pixel
 * (i, j) covers [i, i+1) x [j, j+1).
 *
 * @param width pixels, 1..16384
 * @param height pixels, 1..16384
 * @param fx focal length, pixels
 * @param fy focal length, pixels
 * @param cx principal point, pixels
 * @param cy principal point, pixels
 * @param worldToCamera rigid transform, 12 values: rows of [R | t], metres
 */
public record Camera(
    int width, int height, double fx, double fy, double cx, double cy, double[] worldToCamera) {
  /**
   * Where a point of the world is seen.
   *
   * @param u pixels from the left edge of the image
   * @param v pixels from its upper edge
   * @param depth along the optical axis, metres, above 0
   */
  public record Sighting(double u, double v, double depth) {}

  /** Longest side a device accepts, pixels. */
  public static final int MAX_SIDE = 16384;

  public Camera {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "image size must be 1.." + MAX_SIDE + ", got " + width + "x" + height);
    }
    if (!(fx > 0
        && fy > 0
        && Double.isFinite(fx)
        && Double.isFinite(fy)
        && Double.isFinite(cx)
        && Double.isFinite(cy))) {
      throw new IllegalArgumentException(
          "focal lengths must be positive and the principal point finite");
    }
    if (worldToCamera.length != 12) {
      throw new IllegalArgumentException(
          "worldToCamera must have 12 values, got " + worldToCamera.length);
    }
    for (double v : worldToCamera) {
      if (!Double.isFinite(v)) {
        throw new IllegalArgumentException("worldToCamera must be finite");
      }
    }
    worldToCamera = worldToCamera.clone();
  }

  /** From a rigid camera-to-world 4x4 matrix, row-major. */
  public static Camera fromCameraToWorld(
      int width, int height, double fx, double fy, double cx, double cy, double[] cameraToWorld) {
    double[] c = cameraToWorld;
    double[] w = new double[12];
    for (int row = 0; row < 3; row++) {
      w[row * 4] = c[row];
      w[row * 4 + 1] = c[4 + row];
      w[row * 4 + 2] = c[8 + row];
      w[row * 4 + 3] = -(c[row] * c[3] + c[4 + row] * c[7] + c[8 + row] * c[11]);
    }
    return new Camera(width, height, fx, fy, cx, cy, w);
  }

  /** The camera's centre in the world, metres. */
  public double[] centre() {
    double[] w = worldToCamera;
    double[] c = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      c[axis] = -(w[axis] * w[3] + w[4 + axis] * w[7] + w[8 + axis] * w[11]);
    }
    return c;
  }

  /**
   * Where a point is seen, were nothing in its way.
   *
   * @param point x y z, world, metres
   * @return empty when it is not ahead of the camera or outside the image
   */
  public Optional<Sighting> sees(double[] point) {
    double depth = local(point, 2);
    if (!(depth > 0)) {
      return Optional.empty();
    }
    double u = fx * local(point, 0) / depth + cx;
    double v = fy * local(point, 1) / depth + cy;
    boolean inside = u >= 0 && u < width && v >= 0 && v < height;
    return inside ? Optional.of(new Sighting(u, v, depth)) : Optional.empty();
  }

  private double local(double[] point, int axis) {
    double[] w = worldToCamera;
    int row = 4 * axis;
    return w[row] * point[0] + w[row + 1] * point[1] + w[row + 2] * point[2] + w[row + 3];
  }

  /**
   * The point of the world that is seen somewhere in the image at a depth.
   *
   * @param u pixels from the left edge; pixel i has its centre at i + 0.5
   * @param v pixels from the upper edge
   * @param depth along the optical axis, metres
   * @return x y z, world, metres
   */
  public double[] pointAt(double u, double v, double depth) {
    double x = (u - cx) / fx * depth;
    double y = (v - cy) / fy * depth;
    double[] w = worldToCamera;
    double[] point = centre();
    for (int axis = 0; axis < 3; axis++) {
      point[axis] += w[axis] * x + w[4 + axis] * y + w[8 + axis] * depth;
    }
    return point;
  }

  /** The same view with its image scaled by a factor; sizes are rounded and at least one pixel. */
  public Camera scaled(double factor) {
    int w = Math.max(1, (int) Math.round(width * factor));
    int h = Math.max(1, (int) Math.round(height * factor));
    double sx = (double) w / width;
    double sy = (double) h / height;
    return new Camera(w, h, fx * sx, fy * sy, cx * sx, cy * sy, worldToCamera);
  }
}
