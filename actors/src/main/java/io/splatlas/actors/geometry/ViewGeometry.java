package io.splatlas.actors.geometry;

import io.splatlas.gpu.Camera;

/** A camera's pose and intrinsics, ready for back-projection and projection. */
public final class ViewGeometry {
  public final int width;
  public final int height;
  public final double fx;
  public final double fy;
  public final double cx;
  public final double cy;

  /** Rows of the world-to-camera rotation. */
  public final double[] r;

  /** World-to-camera translation, metres. */
  public final double[] t;

  /** Centre of the camera in the world, metres. */
  public final double[] centre;

  /** Of a camera as it is. */
  public ViewGeometry(Camera camera) {
    width = camera.width();
    height = camera.height();
    fx = camera.fx();
    fy = camera.fy();
    cx = camera.cx();
    cy = camera.cy();
    double[] w = camera.worldToCamera();
    r = new double[] {w[0], w[1], w[2], w[4], w[5], w[6], w[8], w[9], w[10]};
    t = new double[] {w[3], w[7], w[11]};
    centre = camera.centre();
  }

  /** Focal length: the geometric mean of both axes, pixels. */
  public double focal() {
    return Math.sqrt(fx * fy);
  }

  /**
   * The world point seen at image position (u, v) at depth z.
   *
   * @param out x y z
   */
  public void backProject(double u, double v, double z, double[] out) {
    double x = (u - cx) / fx * z;
    double y = (v - cy) / fy * z;
    rotateToWorld(x, y, z, out);
    for (int axis = 0; axis < 3; axis++) {
      out[axis] += centre[axis];
    }
  }

  /** Turns a direction of the camera frame into the world. */
  public void rotateToWorld(double x, double y, double z, double[] out) {
    out[0] = r[0] * x + r[3] * y + r[6] * z;
    out[1] = r[1] * x + r[4] * y + r[7] * z;
    out[2] = r[2] * x + r[5] * y + r[8] * z;
  }

  /**
   * A world point in the camera's frame.
   *
   * @param out x y z, metres; z along the optical axis
   */
  public void camera(double x, double y, double z, double[] out) {
    for (int row = 0; row < 3; row++) {
      out[row] = r[3 * row] * x + r[3 * row + 1] * y + r[3 * row + 2] * z + t[row];
    }
  }

  /**
   * Projects a world point.
   *
   * @param out u v z; z is not positive for points behind the camera
   */
  public void project(double x, double y, double z, double[] out) {
    camera(x, y, z, out);
    out[0] = fx * out[0] / out[2] + cx;
    out[1] = fy * out[1] / out[2] + cy;
  }

  /** Whether an image position lies in the image. */
  public boolean inside(double u, double v) {
    return u >= 0 && v >= 0 && u < width && v < height;
  }
}
