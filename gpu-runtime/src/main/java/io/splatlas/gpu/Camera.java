package io.splatlas.gpu;

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

  /** The same view with its image scaled by a factor; sizes are rounded and at least one pixel. */
  public Camera scaled(double factor) {
    int w = Math.max(1, (int) Math.round(width * factor));
    int h = Math.max(1, (int) Math.round(height * factor));
    double sx = (double) w / width;
    double sy = (double) h / height;
    return new Camera(w, h, fx * sx, fy * sy, cx * sx, cy * sy, worldToCamera);
  }
}
