package io.splatlas.actors.query;

import io.splatlas.actors.model.Pick;
import io.splatlas.gpu.Camera;

/**
 * A ray as a camera: what a ray meets is what the middle pixel of a narrow view along it shows, so
 * selection by ray needs nothing that a device does not have for rendering.
 */
final class RayView {
  /** Odd, so that the ray goes through the centre of the middle pixel. */
  static final int SIDE = 33;

  /** One pixel is 2 mrad: a device blurs by a third of a pixel, 1 mm at 1.5 m. */
  private static final double FOCAL = 512;

  private RayView() {}

  /** The camera whose middle pixel looks along the ray. */
  static Camera of(Pick.Ray ray) {
    double[] forward = unit(ray.direction());
    double[] right = unit(cross(forward, leastAlong(forward)));
    double[] down = cross(forward, right);
    double[] world = new double[12];
    fillRow(world, 0, right, ray.origin());
    fillRow(world, 4, down, ray.origin());
    fillRow(world, 8, forward, ray.origin());
    return new Camera(SIDE, SIDE, FOCAL, FOCAL, SIDE / 2.0, SIDE / 2.0, world);
  }

  private static void fillRow(double[] world, int at, double[] axis, double[] origin) {
    System.arraycopy(axis, 0, world, at, 3);
    world[at + 3] = -(axis[0] * origin[0] + axis[1] * origin[1] + axis[2] * origin[2]);
  }

  /** The world axis that is furthest from parallel. */
  private static double[] leastAlong(double[] v) {
    double[] axis = new double[3];
    int least = 0;
    for (int i = 1; i < 3; i++) {
      least = Math.abs(v[i]) < Math.abs(v[least]) ? i : least;
    }
    axis[least] = 1;
    return axis;
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double[] unit(double[] v) {
    double length = Math.hypot(Math.hypot(v[0], v[1]), v[2]);
    return new double[] {v[0] / length, v[1] / length, v[2] / length};
  }
}
