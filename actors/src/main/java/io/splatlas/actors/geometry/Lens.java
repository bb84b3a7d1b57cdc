package io.splatlas.actors.geometry;

import io.splatlas.actors.model.CameraModel;

/**
 * OpenCV's five-parameter lens (Brown-Conrady) in normalised coordinates x/z, y/z. Beyond the
 * radius where the radial polynomial turns back the model means nothing; such points are said to be
 * unseen.
 */
public final class Lens {
  private final double k1;
  private final double k2;
  private final double p1;
  private final double p2;
  private final double k3;
  private final double maxRadiusSquared;

  public Lens(CameraModel camera) {
    k1 = camera.k1();
    k2 = camera.k2();
    p1 = camera.p1();
    p2 = camera.p2();
    k3 = camera.k3();
    maxRadiusSquared = turningPoint();
  }

  /**
   * Square of the radius up to which r (1 + k1 r^2 + k2 r^4 + k3 r^6) grows; searched up to r = 10.
   */
  private double turningPoint() {
    double step = 1.0 / 256;
    for (double r = step; r <= 10; r += step) {
      double s = r * r;
      if (1 + s * (3 * k1 + s * (5 * k2 + s * 7 * k3)) <= 0) {
        double inner = r - step;
        return inner * inner;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** Whether the model can be trusted at this undistorted point. */
  public boolean sees(double x, double y) {
    return x * x + y * y <= maxRadiusSquared;
  }

  /** Distorted x of an undistorted point. */
  public double distortX(double x, double y) {
    double r2 = x * x + y * y;
    return x * radial(r2) + 2 * p1 * x * y + p2 * (r2 + 2 * x * x);
  }

  /** Distorted y of an undistorted point. */
  public double distortY(double x, double y) {
    double r2 = x * x + y * y;
    return y * radial(r2) + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y;
  }

  private double radial(double r2) {
    return 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  }
}
