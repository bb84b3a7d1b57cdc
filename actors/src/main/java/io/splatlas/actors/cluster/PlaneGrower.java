package io.splatlas.actors.cluster;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds large flat surfaces by region growing over the neighbour graph, flattest places first, with
 * a running least-squares plane (as in Rabbani et al. 2006, with the plane refitted while it
 * grows).
 */
final class PlaneGrower {
  static final int NONE = -1;

  private static final int REJECTED = -2;

  /** Seeds are as flat as this, spacings. */
  private static final float SEED_CURVATURE = 0.5f;

  /** The plane is fitted again whenever it has grown by this factor. */
  private static final double REFIT_GROWTH = 1.3;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;
  private final RunningPlane plane = new RunningPlane();

  PlaneGrower(SurfelCloud cloud, ClusteringSettings settings) {
    this.cloud = cloud;
    this.settings = settings;
  }

  /**
   * Grows all planes.
   *
   * @return planes by falling order of their seeds' flatness; {@code labels} plane per surfel or
   *     {@link #NONE}
   */
  Planes grow() {
    int n = cloud.size();
    int[] labels = new int[n];
    Arrays.fill(labels, NONE);
    int[] order = seedOrder();
    int[] members = new int[n];
    double minArea = settings.planeShare() * cloud.totalArea();
    Planes planes = new Planes(labels);
    for (int seed : order) {
      if (labels[seed] != NONE) {
        continue;
      }
      int count = growFrom(seed, planes.count(), labels, members);
      double area = 0;
      for (int m = 0; m < count; m++) {
        area += cloud.area()[members[m]];
      }
      if (area >= minArea) {
        planes.add(plane, area);
      } else {
        for (int m = 0; m < count; m++) {
          labels[members[m]] = REJECTED;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      labels[i] = Math.max(labels[i], NONE);
    }
    return planes;
  }

  private int[] seedOrder() {
    float[] curvature = cloud.curvature();
    return IntStream.range(0, cloud.size())
        .filter(i -> curvature[i] < SEED_CURVATURE)
        .boxed()
        .sorted(
            (a, b) ->
                curvature[a] != curvature[b]
                    ? Float.compare(curvature[a], curvature[b])
                    : Integer.compare(a, b))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int growFrom(int seed, int label, int[] labels, int[] members) {
    double cosine = Math.cos(Math.toRadians(settings.planeAngle()));
    double tolerance = settings.planeDistance();
    plane.start(cloud, seed);
    members[0] = seed;
    labels[seed] = label;
    int count = 1;
    int refitAt = 8;
    for (int next = 0; next < count; next++) {
      int at = members[next];
      for (int j = 0; j < cloud.k(); j++) {
        int other = cloud.neighbours()[at * cloud.k() + j];
        if (other < 0 || (labels[other] != NONE && labels[other] != REJECTED)) {
          continue;
        }
        if (plane.dotNormal(cloud, other) >= cosine
            && Math.abs(plane.distance(cloud, other)) <= tolerance * cloud.local()[other]) {
          labels[other] = label;
          members[count++] = other;
          plane.include(cloud, other);
        }
      }
      if (count >= refitAt) {
        plane.refit();
        refitAt = (int) Math.ceil(count * REFIT_GROWTH);
      }
    }
    plane.refit();
    return count;
  }
}
