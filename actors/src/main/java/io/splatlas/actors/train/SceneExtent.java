package io.splatlas.actors.train;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The length that position rates scale with: 1.1 times the radius of the camera centres about their
 * mean (the published rule), but at least half the typical distance from a camera to what it sees,
 * since the first cameras of a stream stand in one place and forward-facing captures never leave
 * it.
 */
public final class SceneExtent {
  /** Used before anything has been seen, metres. */
  static final double UNKNOWN = 1;

  private static final double RADIUS_FACTOR = 1.1;
  private static final double DISTANCE_FACTOR = 0.5;

  private final List<double[]> centres = new ArrayList<>();
  private final List<Double> distances = new ArrayList<>();

  /** Takes in a camera and the Gaussians seeded from its frame. */
  public void add(Camera camera, GaussianBatch seeds) {
    add(camera, medianDistance(camera, seeds));
  }

  /**
   * Takes in a camera.
   *
   * @param distance as {@link #medianDistance} says of its frame
   */
  void add(Camera camera, double distance) {
    centres.add(camera.centre());
    if (!Double.isNaN(distance)) {
      distances.add(distance);
    }
  }

  /** Metres, above 0. */
  public double metres() {
    double byCameras = RADIUS_FACTOR * radius();
    double[] sorted = distances.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double byDistance = sorted.length == 0 ? 0 : DISTANCE_FACTOR * sorted[sorted.length / 2];
    double metres = Math.max(byCameras, byDistance);
    return metres > 0 ? metres : UNKNOWN;
  }

  private double radius() {
    double[] mean = new double[3];
    for (double[] centre : centres) {
      for (int axis = 0; axis < 3; axis++) {
        mean[axis] += centre[axis] / centres.size();
      }
    }
    double radius = 0;
    for (double[] centre : centres) {
      radius = Math.max(radius, distance(centre, mean));
    }
    return radius;
  }

  /** Median distance from a camera to Gaussians, metres; NaN when there are none. */
  static double medianDistance(Camera camera, GaussianBatch seeds) {
    if (seeds.count() == 0) {
      return Double.NaN;
    }
    double[] centre = camera.centre();
    double[] all = new double[seeds.count()];
    float[][] planes = seeds.planes();
    double[] point = new double[3];
    for (int i = 0; i < all.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        point[axis] = planes[GaussianLayout.POSITION + axis][i];
      }
      all[i] = distance(centre, point);
    }
    Arrays.sort(all);
    return all[all.length / 2];
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }
}
