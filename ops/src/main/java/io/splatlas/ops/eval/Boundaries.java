package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;

/**
 * The boundary regions of all masks of an id map at once, as Boundary IoU defines them (Cheng,
 * Girshick, Dollar, Berg, Kirillov 2021): the pixels of a mask that an erosion by a (2d+1) x (2d+1)
 * square takes away, where outside the image there is no mask.
 */
final class Boundaries {

  /** The distance d as a share of the image's diagonal. */
  static final double DILATION = 0.02;

  private Boundaries() {}

  /** The distance d of an image, pixels, at least 1. */
  static int distance(int width, int height) {
    return (int) Math.max(1, Math.round(DILATION * Math.hypot(width, height)));
  }

  /** The ids of the boundary pixels, 0 elsewhere. */
  static IntImage of(IntImage ids, int distance) {
    IntImage out = new IntImage(ids.width(), ids.height(), ids.values().clone());
    boolean[] uniform = uniformRows(ids, distance);
    int width = ids.width();
    int height = ids.height();
    int[] values = ids.values();
    for (int x = 0; x < width; x++) {
      int start = 0;
      // A run of rows with the same id that are uniform around x: all but d at both of its ends are
      // inside the mask.
      for (int y = 0; y <= height; y++) {
        int at = y * width + x;
        boolean same = y < height && uniform[at] && values[at] == values[start * width + x];
        if (!same || !uniform[start * width + x]) {
          clear(out, x, start + distance, y - distance);
          start = y;
        }
      }
    }
    return out;
  }

  private static void clear(IntImage image, int x, int from, int to) {
    for (int y = from; y < to; y++) {
      image.values()[y * image.width() + x] = 0;
    }
  }

  /** Whether all pixels of a row within the distance are inside the image and have the same id. */
  private static boolean[] uniformRows(IntImage ids, int distance) {
    int width = ids.width();
    int[] values = ids.values();
    boolean[] out = new boolean[values.length];
    for (int y = 0; y < ids.height(); y++) {
      int row = y * width;
      int start = 0;
      for (int x = 1; x <= width; x++) {
        if (x == width || values[row + x] != values[row + start]) {
          for (int inside = start + distance; inside < x - distance; inside++) {
            out[row + inside] = true;
          }
          start = x;
        }
      }
    }
    return out;
  }
}
