package io.splatlas.actors.geometry;

import io.splatlas.gpu.Camera;

/** Small motions of a camera. */
public final class CameraMotion {
  private CameraMotion() {}

  /**
   * A camera turned and moved in its own frame.
   *
   * @param twist rotation vector, radians, then translation, metres, both applied behind
   *     world-to-camera
   */
  public static Camera moved(Camera camera, double[] twist) {
    double[] rotation = rotation(twist[0], twist[1], twist[2]);
    double[] from = camera.worldToCamera();
    double[] to = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        double sum = column == 3 ? twist[3 + row] : 0;
        for (int k = 0; k < 3; k++) {
          sum += rotation[3 * row + k] * from[4 * k + column];
        }
        to[4 * row + column] = sum;
      }
    }
    return new Camera(
        camera.width(), camera.height(), camera.fx(), camera.fy(), camera.cx(), camera.cy(), to);
  }

  /**
   * Rotation matrix of a rotation vector (Rodrigues), row by row.
   *
   * @param x y z axis, as long as the angle in radians
   */
  public static double[] rotation(double x, double y, double z) {
    double angle = Math.sqrt(x * x + y * y + z * z);
    double a = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
    double b = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
    return new double[] {
      1 - b * (y * y + z * z),
      b * x * y - a * z,
      b * x * z + a * y,
      b * x * y + a * z,
      1 - b * (x * x + z * z),
      b * y * z - a * x,
      b * x * z - a * y,
      b * y * z + a * x,
      1 - b * (x * x + y * y)
    };
  }
}
