package io.splatlas.actors.seed;

import io.splatlas.gpu.Camera;

/** A camera's pose and intrinsics, ready for back-projection and projection. */
final class ViewGeometry {
  final int width;
  final int height;
  final double fx;
  final double fy;
  final double cx;
  final double cy;

  /** Rows of the world-to-camera rotation. */
  final double[] r;

  /** World-to-camera translation, metres. */
  final double[] t;

  /** Centre of the camera in the world, metres. */
  final double[] centre;

  ViewGeometry(Camera camera) {
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

  double focal() {
    return Math.sqrt(fx * fy);
  }

  /**
   * The world point seen at image position (u, v) at depth z.
   *
   * @param out x y z
   */
  void backProject(double u, double v, double z, double[] out) {
    double x = (u - cx) / fx * z;
    double y = (v - cy) / fy * z;
    rotateToWorld(x, y, z, out);
    for (int axis = 0; axis < 3; axis++) {
      out[axis] += centre[axis];
    }
  }

  /** Turns a direction of the camera frame into the world. */
  void rotateToWorld(double x, double y, double z, double[] out) {
    out[0] = r[0] * x + r[3] * y + r[6] * z;
    out[1] = r[1] * x + r[4] * y + r[7] * z;
    out[2] = r[2] * x + r[5] * y + r[8] * z;
  }

  /**
   * Projects a world point.
   *
   * @param out u v z; z is not positive for points behind the camera
   */
  void project(double x, double y, double z, double[] out) {
    double cameraX = r[0] * x + r[1] * y + r[2] * z + t[0];
    double cameraY = r[3] * x + r[4] * y + r[5] * z + t[1];
    double cameraZ = r[6] * x + r[7] * y + r[8] * z + t[2];
    out[0] = fx * cameraX / cameraZ + cx;
    out[1] = fy * cameraY / cameraZ + cy;
    out[2] = cameraZ;
  }

  /** Whether an image position lies in the image. */
  boolean inside(double u, double v) {
    return u >= 0 && v >= 0 && u < width && v < height;
  }
}
