package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from where each surfel is seen, by coarse depth images of the surfels themselves: a surfel
 * is seen where nothing lies clearly in front of it. Normals turned to the nearest camera instead
 * would point into things that this camera sees from behind.
 */
final class SeenFrom {
  /** Cameras asked at most, evenly spread over the capture. */
  private static final int MAX_CAMERAS = 48;

  /** Width of a depth image, pixels; coarse, so that surfels cover it without gaps. */
  private static final int WIDTH = 96;

  /** How far behind the nearest surfel of a pixel one still counts as seen, share of its depth. */
  private static final float SLACK = 0.02f;

  private static final float NEAR = 1e-3f;

  private final float[][] position;
  private final float[] local;
  private final Parallel parallel;

  SeenFrom(float[][] position, float[] local, Parallel parallel) {
    this.position = position;
    this.local = local;
    this.parallel = parallel;
  }

  /**
   * Sums of unit vectors towards the cameras that see each surfel.
   *
   * @return x y z, zero where no camera does
   */
  float[][] directions(List<Camera> cameras) {
    float[][] sums = new float[3][position[0].length];
    int count = Math.min(MAX_CAMERAS, cameras.size());
    for (int c = 0; c < count; c++) {
      add(cameras.get((int) ((long) c * cameras.size() / count)), sums);
    }
    return sums;
  }

  private void add(Camera camera, float[][] sums) {
    int n = position[0].length;
    float scale = (float) WIDTH / camera.width();
    int height = Math.max(1, Math.round(camera.height() * scale));
    float[] depth = new float[n];
    int[] pixel = new int[n];
    parallel.forRange(
        n, 4096, (worker, from, to) -> project(camera, scale, height, depth, pixel, from, to));
    float[] nearest = nearest(depth, pixel, (float) camera.fx() * scale, height);
    double[] centre = camera.centre();
    for (int i = 0; i < n; i++) {
      if (pixel[i] >= 0 && depth[i] <= nearest[pixel[i]] * (1 + SLACK) + local[i]) {
        towards(centre, i, sums);
      }
    }
  }

  private void project(
      Camera camera, float scale, int height, float[] depth, int[] pixel, int from, int to) {
    double[] m = camera.worldToCamera();
    for (int i = from; i < to; i++) {
      double x = position[0][i];
      double y = position[1][i];
      double z = position[2][i];
      double ahead = m[8] * x + m[9] * y + m[10] * z + m[11];
      pixel[i] = -1;
      depth[i] = (float) ahead;
      if (ahead > NEAR) {
        double u = camera.fx() * (m[0] * x + m[1] * y + m[2] * z + m[3]) / ahead + camera.cx();
        double v = camera.fy() * (m[4] * x + m[5] * y + m[6] * z + m[7]) / ahead + camera.cy();
        int column = (int) Math.floor(u * scale);
        int row = (int) Math.floor(v * scale);
        if (column >= 0 && column < WIDTH && row >= 0 && row < height) {
          pixel[i] = row * WIDTH + column;
        }
      }
    }
  }

  /** The depth image: each surfel covers as many pixels as its spacing does. */
  private float[] nearest(float[] depth, int[] pixel, float focal, int height) {
    float[] nearest = new float[WIDTH * height];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    for (int i = 0; i < depth.length; i++) {
      if (pixel[i] < 0) {
        continue;
      }
      int reach = Math.min(2, Math.round(0.5f * focal * local[i] / depth[i]));
      int row = pixel[i] / WIDTH;
      int column = pixel[i] % WIDTH;
      for (int y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
        for (int x = Math.max(0, column - reach); x <= Math.min(WIDTH - 1, column + reach); x++) {
          nearest[y * WIDTH + x] = Math.min(nearest[y * WIDTH + x], depth[i]);
        }
      }
    }
    return nearest;
  }

  private void towards(double[] centre, int i, float[][] sums) {
    double dx = centre[0] - position[0][i];
    double dy = centre[1] - position[1][i];
    double dz = centre[2] - position[2][i];
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (length > 0) {
      sums[0][i] += (float) (dx / length);
      sums[1][i] += (float) (dy / length);
      sums[2][i] += (float) (dz / length);
    }
  }
}
