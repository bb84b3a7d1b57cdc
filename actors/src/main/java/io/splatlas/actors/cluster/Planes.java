package io.splatlas.actors.cluster;

import java.util.ArrayList;
import java.util.List;

/** The flat surfaces of a scene and who belongs to them. */
final class Planes {
  /** Plane per surfel, or {@link PlaneGrower#NONE}. */
  final int[] labels;

  private final List<double[]> planes = new ArrayList<>();
  private final List<Double> areas = new ArrayList<>();

  Planes(int[] labels) {
    this.labels = labels;
  }

  void add(RunningPlane plane, double area) {
    planes.add(plane.frozen());
    areas.add(area);
  }

  int count() {
    return planes.size();
  }

  /** Square metres. */
  double area(int plane) {
    return areas.get(plane);
  }

  /** Signed distance of a surfel from a plane, metres, positive on the side of the cameras. */
  double distance(int plane, SurfelCloud cloud, int i) {
    double[] p = planes.get(plane);
    return p[0] * (cloud.position()[0][i] - p[3])
        + p[1] * (cloud.position()[1][i] - p[4])
        + p[2] * (cloud.position()[2][i] - p[5]);
  }
}
