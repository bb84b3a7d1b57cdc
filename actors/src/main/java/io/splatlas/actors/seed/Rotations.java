package io.splatlas.actors.seed;

import org.jspecify.annotations.Nullable;

/** Rotations for oriented seeds. */
final class Rotations {
  private Rotations() {}

  /**
   * The quaternion (w x y z) whose third axis is a normal and whose first axis lies along a
   * direction's part within the plane (any, where that part vanishes).
   *
   * @param normal unit, 3 values
   * @param along unit, 3 values
   */
  static double[] facing(double[] normal, double[] along) {
    double[] first = withinPlane(normal, along);
    if (first == null) {
      double[] other = Math.abs(normal[0]) < 0.6 ? new double[] {1, 0, 0} : new double[] {0, 1, 0};
      first = withinPlane(normal, other);
    }
    if (first == null) {
      return new double[] {1, 0, 0, 0};
    }
    double[] second = {
      normal[1] * first[2] - normal[2] * first[1],
      normal[2] * first[0] - normal[0] * first[2],
      normal[0] * first[1] - normal[1] * first[0]
    };
    return quaternion(first, second, normal);
  }

  private static double @Nullable [] withinPlane(double[] normal, double[] direction) {
    double dot = dot(normal, direction);
    double[] part = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      part[axis] = direction[axis] - dot * normal[axis];
    }
    double norm = Math.sqrt(dot(part, part));
    if (!(norm > 1e-3)) {
      return null;
    }
    for (int axis = 0; axis < 3; axis++) {
      part[axis] /= norm;
    }
    return part;
  }

  static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  /** Quaternion of the rotation with these columns (Shepperd's method). */
  private static double[] quaternion(double[] a, double[] b, double[] c) {
    double[] squares = {
      1 + a[0] + b[1] + c[2], 1 + a[0] - b[1] - c[2], 1 - a[0] + b[1] - c[2], 1 - a[0] - b[1] + c[2]
    };
    int largest = 0;
    for (int i = 1; i < 4; i++) {
      largest = squares[i] > squares[largest] ? i : largest;
    }
    double big = Math.sqrt(squares[largest]) / 2;
    double part = 0.25 / big;
    double yz = b[2] - c[1];
    double zx = c[0] - a[2];
    double xy = a[1] - b[0];
    return switch (largest) {
      case 0 -> new double[] {big, yz * part, zx * part, xy * part};
      case 1 -> new double[] {yz * part, big, (b[0] + a[1]) * part, (c[0] + a[2]) * part};
      case 2 -> new double[] {zx * part, (b[0] + a[1]) * part, big, (c[1] + b[2]) * part};
      default -> new double[] {xy * part, (c[0] + a[2]) * part, (c[1] + b[2]) * part, big};
    };
  }
}
