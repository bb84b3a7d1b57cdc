package io.splatlas.actors.spatial;

import java.util.Arrays;

/**
 * Points in the order in which a space-filling curve meets them (Morton 1966): neighbours in space
 * become neighbours in memory, so that a device finds whole blocks of Gaussians that a view does
 * not see, and in its cache what a tile of the image needs.
 */
public final class CurveOrder {
  /** Cells along an axis of the box around all points, a power of two. */
  private static final int CELLS = 1 << 10;

  private CurveOrder() {}

  /**
   * Sorts numbers of points, ties as they come.
   *
   * @param axes coordinates of all points, an array an axis, finite
   * @param points numbers of those to sort, overwritten
   */
  public static void sort(float[][] axes, int[] points) {
    long[] keys = new long[points.length];
    for (float[] axis : axes) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int point : points) {
        least = Math.min(least, axis[point]);
        most = Math.max(most, axis[point]);
      }
      double cell = CELLS / Math.max((double) most - least, Float.MIN_NORMAL);
      for (int i = 0; i < points.length; i++) {
        int at = Math.min(CELLS - 1, (int) (cell * ((double) axis[points[i]] - least)));
        keys[i] = keys[i] << 1 | spread(at);
      }
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i] = keys[i] << 32 | i;
    }
    Arrays.sort(keys);
    int[] before = points.clone();
    for (int i = 0; i < keys.length; i++) {
      points[i] = before[(int) keys[i]];
    }
  }

  /** Ten bits with two zeros between each. */
  private static long spread(int bits) {
    long spread = bits;
    spread = (spread | spread << 16) & 0x030000ff;
    spread = (spread | spread << 8) & 0x0300f00f;
    spread = (spread | spread << 4) & 0x030c30c3;
    return (spread | spread << 2) & 0x09249249;
  }
}
