package io.splatlas.actors.train;

import io.splatlas.actors.geometry.DepthBetween;
import io.splatlas.gpu.Camera;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the depth images of a scene can be trusted, by what they say of each other: surface
 * points of an earlier frame, carried into a later one, meet the depth measured there or miss it.
 * The miss holds all that keeps depth from being one scene: the sensor's noise, its calibration,
 * the poses. What a single image shows of itself does not: a smooth depth image may be smooth and
 * wrong.
 *
 * <p>May be used by several threads.
 */
final class DepthNoise {
  /**
   * Relative disagreement up to which depth counts in full: 2 mm at a metre, about what the best
   * sensors and a robot's poses leave. Beyond it the weight falls as one over the disagreement, the
   * scale of a Laplace distribution whose logarithm the depth loss is.
   */
  static final double TRUSTED = 0.002;

  /** Points kept of a frame, about. */
  private static final int POINTS = 4096;

  /** Frames looked back to. */
  private static final int MEMORY = 12;

  /** Points that two frames must share. */
  private static final int LEAST_SHARED = 128;

  /** Baseline as a share of the distance: frames from one place share their errors. */
  private static final double LEAST_BASELINE = 0.05;

  /** A larger relative miss is another surface, hidden from one of the two. */
  private static final double OTHER_SURFACE = 0.1;

  /** Neighbouring pixels farther apart than this lie on two surfaces: nothing is between them. */
  private static final double SAME_SURFACE = 0.05;

  private record Points(double[] centre, double distance, float[] world) {}

  /** Newest first. */
  private final Deque<Points> earlier = new ArrayDeque<>();

  private final Map<Long, Double> noise = new HashMap<>();

  /** Learns from a frame with depth; one that is known already teaches nothing. */
  synchronized void look(long number, Camera camera, float[] depth) {
    if (noise.containsKey(number)) {
      return;
    }
    noise.put(number, disagreement(camera, depth));
    Points points = points(camera, depth);
    if (points.world().length >= 3 * LEAST_SHARED) {
      earlier.addFirst(points);
    }
    if (earlier.size() > MEMORY) {
      earlier.removeLast();
    }
  }

  /**
   * Relative disagreement of a frame with an earlier one; the median of all frames where it could
   * not be compared, 0 when none could.
   */
  synchronized double of(long number) {
    double own = noise.getOrDefault(number, Double.NaN);
    if (!Double.isNaN(own)) {
      return own;
    }
    double[] known =
        noise.values().stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v)).toArray();
    return known.length == 0 ? 0 : median(known, known.length);
  }

  /** Weight of a frame's depth against depth without noise, above 0, at most 1. */
  double trust(long number) {
    return TRUSTED / Math.max(TRUSTED, of(number));
  }

  private double disagreement(Camera camera, float[] depth) {
    double[] centre = camera.centre();
    for (Points before : earlier) {
      double[] c = before.centre();
      double baseline =
          Math.hypot(Math.hypot(centre[0] - c[0], centre[1] - c[1]), centre[2] - c[2]);
      if (baseline >= LEAST_BASELINE * before.distance()) {
        double miss = miss(before.world(), camera, depth);
        if (!Double.isNaN(miss)) {
          return miss;
        }
      }
    }
    return Double.NaN;
  }

  /** Median relative miss of the points of an earlier frame, NaN when too few are seen again. */
  private static double miss(float[] world, Camera camera, float[] depth) {
    double[] w = camera.worldToCamera();
    double[] misses = new double[world.length / 3];
    int shared = 0;
    for (int at = 0; at < world.length; at += 3) {
      double x = w[0] * world[at] + w[1] * world[at + 1] + w[2] * world[at + 2] + w[3];
      double y = w[4] * world[at] + w[5] * world[at + 1] + w[6] * world[at + 2] + w[7];
      double z = w[8] * world[at] + w[9] * world[at + 1] + w[10] * world[at + 2] + w[11];
      if (z > 0) {
        double u = camera.fx() * x / z + camera.cx();
        double v = camera.fy() * y / z + camera.cy();
        double miss = Math.abs(z * inverse(camera, depth, u, v) - 1);
        if (miss < OTHER_SURFACE) {
          misses[shared++] = miss;
        }
      }
    }
    return shared < LEAST_SHARED ? Double.NaN : median(misses, shared);
  }

  /**
   * Inverse depth at an image position, NaN off the image, where depth is unknown or across an
   * edge.
   */
  private static double inverse(Camera camera, float[] depth, double u, double v) {
    double left = Math.floor(u - 0.5);
    double top = Math.floor(v - 0.5);
    if (!(left >= 0 && top >= 0 && left < camera.width() - 1 && top < camera.height() - 1)) {
      return Double.NaN;
    }
    int row = (int) top;
    int at = row * camera.width() + (int) left;
    return DepthBetween.inverse(
        depth[at],
        depth[at + 1],
        depth[at + camera.width()],
        depth[at + camera.width() + 1],
        u - 0.5 - left,
        v - 0.5 - top,
        SAME_SURFACE);
  }

  private static Points points(Camera camera, float[] depth) {
    int known = 0;
    for (float z : depth) {
      known += z > 0 ? 1 : 0;
    }
    int step = Math.max(1, (int) Math.ceil(Math.sqrt((double) known / POINTS)));
    float[] world = new float[3 * known];
    double[] distances = new double[known];
    int count = 0;
    for (int y = step / 2; y < camera.height(); y += step) {
      for (int x = step / 2; x < camera.width(); x += step) {
        float z = depth[y * camera.width() + x];
        if (z > 0 && Float.isFinite(z)) {
          distances[count] = z;
          toWorld(camera, x + 0.5, y + 0.5, z, world, 3 * count++);
        }
      }
    }
    double distance = count == 0 ? 0 : median(distances, count);
    return new Points(camera.centre(), distance, Arrays.copyOf(world, 3 * count));
  }

  private static void toWorld(Camera camera, double u, double v, double z, float[] world, int at) {
    double[] w = camera.worldToCamera();
    double x = (u - camera.cx()) / camera.fx() * z - w[3];
    double y = (v - camera.cy()) / camera.fy() * z - w[7];
    double ahead = z - w[11];
    for (int axis = 0; axis < 3; axis++) {
      world[at + axis] = (float) (w[axis] * x + w[4 + axis] * y + w[8 + axis] * ahead);
    }
  }

  private static double median(double[] values, int count) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
