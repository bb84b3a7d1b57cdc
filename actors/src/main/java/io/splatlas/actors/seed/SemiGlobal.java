package io.splatlas.actors.seed;

import java.util.Arrays;

/**
 * Semi-global aggregation of matching costs (Hirschmueller 2008) along six paths: straight and both
 * diagonals, downwards and upwards. All six advance row by row, so that every inner loop runs over
 * a row and vectorises.
 */
final class SemiGlobal {
  /** Penalty of a step to the next plane. */
  private static final float SMALL_STEP = 0.06f;

  /** Penalty of a jump on smooth ground. */
  private static final float JUMP = 0.5f;

  /** Luma difference at which a jump costs half. */
  private static final float EDGE = 0.04f;

  private final float[] luma;
  private final int width;
  private final int height;
  private final int planes;
  private final float[][] previous;
  private final float[][] current;
  private final float[] minimum;
  private final float[] newMinimum;
  private final float[] shiftedMinimum;
  private final float[] jump;

  SemiGlobal(LumaImage reference, int planes) {
    this.luma = reference.luma;
    this.width = reference.width;
    this.height = reference.height;
    this.planes = planes;
    // One value of padding at each side for the diagonals.
    previous = new float[planes][width + 2];
    current = new float[planes][width + 2];
    minimum = new float[width + 2];
    newMinimum = new float[width + 2];
    shiftedMinimum = new float[width];
    jump = new float[width];
  }

  /**
   * Sums the costs of the best paths to every pixel and plane.
   *
   * @param cost [plane][pixel]
   * @param sum [plane][pixel], overwritten
   */
  void aggregate(float[][] cost, float[][] sum) {
    for (float[] plane : sum) {
      Arrays.fill(plane, 0);
    }
    for (int shift = -1; shift <= 1; shift++) {
      path(cost, sum, 1, shift);
      path(cost, sum, -1, shift);
    }
  }

  private void path(float[][] cost, float[][] sum, int direction, int shift) {
    float[][] before = previous;
    float[][] now = current;
    for (float[] plane : before) {
      Arrays.fill(plane, 0);
    }
    for (float[] plane : now) {
      Arrays.fill(plane, 0);
    }
    Arrays.fill(minimum, 0);
    for (int k = 0; k < height; k++) {
      int y = direction > 0 ? k : height - 1 - k;
      jumps(y, y - direction, shift);
      System.arraycopy(minimum, 1 - shift, shiftedMinimum, 0, width);
      Arrays.fill(newMinimum, 1, width + 1, Float.MAX_VALUE);
      for (int d = 0; d < planes; d++) {
        row(
            cost[d],
            sum[d],
            y * width,
            before[d],
            before[Math.max(0, d - 1)],
            before[Math.min(planes - 1, d + 1)],
            now[d],
            1 - shift);
      }
      System.arraycopy(newMinimum, 1, minimum, 1, width);
      minimum[0] = 0;
      minimum[width + 1] = 0;
      float[][] swap = before;
      before = now;
      now = swap;
    }
  }

  /** Penalty of a jump between each pixel and the one before it on the path. */
  private void jumps(int y, int fromY, int shift) {
    if (fromY < 0 || fromY >= height) {
      Arrays.fill(jump, JUMP);
      return;
    }
    for (int x = 0; x < width; x++) {
      int fromX = Math.clamp(x - shift, 0, width - 1);
      float difference = Math.abs(luma[y * width + x] - luma[fromY * width + fromX]);
      jump[x] = Math.max(2 * SMALL_STEP, JUMP / (1 + difference / EDGE));
    }
  }

  private void row(
      float[] cost,
      float[] sum,
      int base,
      float[] same,
      float[] nearer,
      float[] farther,
      float[] out,
      int from) {
    for (int x = 0; x < width; x++) {
      float min = shiftedMinimum[x];
      float step = Math.min(nearer[from + x], farther[from + x]) + SMALL_STEP;
      float value = Math.min(Math.min(same[from + x], step), min + jump[x]);
      float path = cost[base + x] + value - min;
      out[1 + x] = path;
      sum[base + x] += path;
      newMinimum[1 + x] = Math.min(newMinimum[1 + x], path);
    }
  }
}
