package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import java.util.Arrays;

/** Seeds at points that the robot's own odometry or SLAM knows. */
final class PointSeeds {
  private static final float RANK = 2;

  /**
   * Nearest neighbours are looked for up to this many grid cells away; then the seed is this large.
   */
  private static final int REACH = 2;

  /** Side of a grid cell, pixels. */
  private static final int CELL = 8;

  /** Standard deviation over distance to the nearest neighbour. */
  private static final double SPREAD = 0.5;

  private final TrainingImage image;
  private final ViewGeometry view;
  private final float[] points;
  private final int[] seen;
  private final float[] us;
  private final float[] vs;
  private final float[] zs;
  private int count;

  PointSeeds(TrainingImage image, float[] points) {
    this.image = image;
    this.view = new ViewGeometry(image.camera());
    this.points = points;
    int n = points.length / 3;
    seen = new int[n];
    us = new float[n];
    vs = new float[n];
    zs = new float[n];
    project();
  }

  private void project() {
    double[] out = new double[3];
    for (int i = 0; i < seen.length; i++) {
      view.project(points[3 * i], points[3 * i + 1], points[3 * i + 2], out);
      if (out[2] > 1e-6 && view.inside(out[0], out[1])) {
        seen[count] = i;
        us[count] = (float) out[0];
        vs[count] = (float) out[1];
        zs[count] = (float) out[2];
        count++;
      }
    }
  }

  /** Depths of the points that lie in the image, metres. */
  float[] depths() {
    return Arrays.copyOf(zs, count);
  }

  /**
   * Adds seeds at the points whose pixel wants one.
   *
   * @param colours red green blue per point, or empty to take the image's
   * @return how many
   */
  int add(byte[] colours, SeedNeed need, SeedOptions options, SeedBuffer seeds) {
    float[] spacing = spacing();
    int before = seeds.count();
    double[] position = new double[3];
    double[] upright = {1, 0, 0, 0};
    for (int k = 0; k < count; k++) {
      int pixel = ((int) vs[k]) * image.width() + (int) us[k];
      if (!need.at(pixel)) {
        continue;
      }
      for (int axis = 0; axis < 3; axis++) {
        position[axis] = points[3 * seen[k] + axis];
      }
      double size = SPREAD * spacing[k] * zs[k] / view.focal();
      seeds
          .add(RANK, position)
          .rotation(upright)
          .scale(size, size, size)
          .opacity(options.opacity());
      byte[] from = colours.length > 0 ? colours : image.rgb();
      int at = 3 * (colours.length > 0 ? seen[k] : pixel);
      seeds.colour(
          (from[at] & 0xff) / 255.0, (from[at + 1] & 0xff) / 255.0, (from[at + 2] & 0xff) / 255.0);
    }
    return seeds.count() - before;
  }

  /** Distance in the image from each point to its nearest neighbour, bounded, pixels. */
  private float[] spacing() {
    int columns = image.width() / CELL + 1;
    int rows = image.height() / CELL + 1;
    int[] first = new int[columns * rows];
    int[] next = new int[count];
    Arrays.fill(first, -1);
    for (int k = 0; k < count; k++) {
      int cell = (int) vs[k] / CELL * columns + (int) us[k] / CELL;
      next[k] = first[cell];
      first[cell] = k;
    }
    float[] spacing = new float[count];
    for (int k = 0; k < count; k++) {
      spacing[k] = nearest(k, first, next, columns, rows);
    }
    return spacing;
  }

  private float nearest(int k, int[] first, int[] next, int columns, int rows) {
    int cellX = (int) us[k] / CELL;
    int cellY = (int) vs[k] / CELL;
    float best = REACH * CELL * REACH * CELL;
    for (int y = Math.max(0, cellY - REACH); y <= Math.min(rows - 1, cellY + REACH); y++) {
      for (int x = Math.max(0, cellX - REACH); x <= Math.min(columns - 1, cellX + REACH); x++) {
        for (int other = first[y * columns + x]; other >= 0; other = next[other]) {
          if (other != k) {
            float du = us[other] - us[k];
            float dv = vs[other] - vs[k];
            best = Math.min(best, du * du + dv * dv);
          }
        }
      }
    }
    return Math.max(1, (float) Math.sqrt(best));
  }
}
