package io.splatlas.actors.geometry;

import java.util.Locale;
import java.util.Optional;

/** Checks and repairs of rigid camera-to-world matrices: 16 values, row-major, metres. */
public final class Poses {
  /** Largest deviation of an entry of R R^T from the identity. */
  public static final double ROTATION_TOLERANCE = 1e-3;

  /** Largest distance from the origin, metres. */
  public static final double MAX_DISTANCE = 1e6;

  private Poses() {}

  /** What is wrong with a pose. */
  public enum Fault {
    /** Not 16 values. */
    MISSING,
    /** Not finite, or too far away. */
    OUT_OF_RANGE,
    /** The rotation is none, or the last row is not 0 0 0 1. */
    NOT_RIGID
  }

  /** A fault and what was found. */
  public record Problem(Fault fault, String detail) {}

  /** The first thing wrong with a pose, or empty. */
  public static Optional<Problem> check(double[] cameraToWorld) {
    double[] m = cameraToWorld;
    if (m.length != 16) {
      return problem(Fault.MISSING, "expected 16 values, got " + m.length);
    }
    for (int i = 0; i < 16; i++) {
      if (!Double.isFinite(m[i])) {
        return problem(
            Fault.OUT_OF_RANGE, "value " + i + " is " + m[i] + ", expected a finite number");
      }
    }
    if (m[12] != 0 || m[13] != 0 || m[14] != 0 || m[15] != 1) {
      return problem(
          Fault.NOT_RIGID,
          "the last row is %s %s %s %s, expected 0 0 0 1".formatted(m[12], m[13], m[14], m[15]));
    }
    double distance = Math.sqrt(m[3] * m[3] + m[7] * m[7] + m[11] * m[11]);
    if (!(distance <= MAX_DISTANCE)) {
      return problem(
          Fault.OUT_OF_RANGE,
          "the camera is " + distance + " m from the origin, at most 1,000,000");
    }
    return checkRotation(m);
  }

  private static Optional<Problem> checkRotation(double[] m) {
    double worst = 0;
    for (int a = 0; a < 3; a++) {
      for (int b = a; b < 3; b++) {
        double dot =
            m[4 * a] * m[4 * b] + m[4 * a + 1] * m[4 * b + 1] + m[4 * a + 2] * m[4 * b + 2];
        worst = Math.max(worst, Math.abs(dot - (a == b ? 1 : 0)));
      }
    }
    if (!(worst <= ROTATION_TOLERANCE)) {
      return problem(
          Fault.NOT_RIGID,
          String.format(
              Locale.ROOT, "R R^T deviates from the identity by %.4g, at most 0.001", worst));
    }
    if (!(determinant(m) > 0)) {
      return problem(Fault.NOT_RIGID, "R is a reflection (determinant -1), expected a rotation");
    }
    return Optional.empty();
  }

  private static Optional<Problem> problem(Fault fault, String detail) {
    return Optional.of(new Problem(fault, detail));
  }

  /** Determinant of the rotation part. */
  static double determinant(double[] m) {
    return m[0] * (m[5] * m[10] - m[6] * m[9])
        - m[1] * (m[4] * m[10] - m[6] * m[8])
        + m[2] * (m[4] * m[9] - m[5] * m[8]);
  }

  /**
   * The same pose with an exact rotation, so that its transpose is its inverse far from the origin
   * too: the viewing direction is kept, the other axes are made orthogonal to it.
   *
   * @param cameraToWorld a pose that passed {@link #check}
   */
  public static double[] orthonormalised(double[] cameraToWorld) {
    double[] m = cameraToWorld.clone();
    double[] z = unit(m[2], m[6], m[10]);
    double along = m[1] * z[0] + m[5] * z[1] + m[9] * z[2];
    double[] y = unit(m[1] - along * z[0], m[5] - along * z[1], m[9] - along * z[2]);
    for (int axis = 0; axis < 3; axis++) {
      int next = (axis + 1) % 3;
      int last = (axis + 2) % 3;
      m[4 * axis] = y[next] * z[last] - y[last] * z[next];
      m[4 * axis + 1] = y[axis];
      m[4 * axis + 2] = z[axis];
    }
    return m;
  }

  private static double[] unit(double x, double y, double z) {
    double norm = Math.sqrt(x * x + y * y + z * z);
    return new double[] {x / norm, y / norm, z / norm};
  }
}
