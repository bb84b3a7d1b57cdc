package io.splatlas.gpu.cpu;

/**
 * Which tiles, and which rows of each, the ellipse of a splat touches: exact per column of tiles.
 * The boundary dy = (xy / xx) dx +- sqrt(det / xx (reach - dx^2 / xx)) is concave above and convex
 * below, so over the columns of pixels of a tile its extremes lie at the ellipse's own extreme or,
 * where that is outside, at the nearer end.
 */
final class EllipseTiles {
  /** Widens the ellipse against rounding, pixels; the blending kernel decides exactly. */
  private static final float MARGIN = 0.02f;

  private EllipseTiles() {}

  /** Tiles of the bounding box. */
  static int box(Tiles tiles, float[] s, int at) {
    int first = firstPixel(s[at + SplatLayout.X] - s[at + SplatLayout.EXTENT_X]);
    int last = lastPixel(s[at + SplatLayout.X] + s[at + SplatLayout.EXTENT_X], tiles.width);
    int top = firstPixel(s[at + SplatLayout.Y] - s[at + SplatLayout.EXTENT_Y]);
    int bottom = lastPixel(s[at + SplatLayout.Y] + s[at + SplatLayout.EXTENT_Y], tiles.height);
    if (first > last || top > bottom) {
      return 0;
    }
    return (last / Tiles.WIDTH - first / Tiles.WIDTH + 1)
        * (bottom / Tiles.HEIGHT - top / Tiles.HEIGHT + 1);
  }

  /**
   * Writes the entries of a splat whose {@link #box} has tiles, at most that many.
   *
   * @return how many
   */
  static int enter(Tiles tiles, float[] s, int at, int[] rows, int to) {
    float x = s[at + SplatLayout.X];
    float y = s[at + SplatLayout.Y];
    float ex = s[at + SplatLayout.EXTENT_X];
    float ey = s[at + SplatLayout.EXTENT_Y];
    float xx = s[at + SplatLayout.COV_XX];
    float slope = s[at + SplatLayout.COV_XY] / xx;
    // det / xx = yy - xy^2 / xx would cancel; the conic has it: QYY = -log2(e) / 2 * xx / det.
    float spread = -0.5f * VectorMath.LOG2_E / s[at + SplatLayout.QYY];
    float reach = s[at + SplatLayout.REACH];
    float peak = slope * ex * ex / Math.max(ey, 1e-20f);
    int first = firstPixel(x - ex);
    int last = lastPixel(x + ex, tiles.width);
    int topLimit = firstPixel(y - ey);
    int bottomLimit = lastPixel(y + ey, tiles.height);
    if (first / Tiles.WIDTH == last / Tiles.WIDTH) {
      return column(tiles, first / Tiles.WIDTH, topLimit, bottomLimit, rows, to) - to;
    }
    float inverse = 1 / xx;
    int n = to;
    for (int column = first / Tiles.WIDTH; column <= last / Tiles.WIDTH; column++) {
      int left = Math.max(first, column * Tiles.WIDTH);
      int right = Math.min(last, column * Tiles.WIDTH + Tiles.WIDTH - 1);
      float from = Math.max(left + 0.5f - x - MARGIN, -ex);
      float end = Math.min(right + 0.5f - x + MARGIN, ex);
      float low = Math.max(from, Math.min(end, peak));
      float high = Math.max(from, Math.min(end, -peak));
      float below = slope * low + half(reach, low, inverse, spread);
      float above = slope * high - half(reach, high, inverse, spread);
      int top = Math.max(topLimit, firstPixel(y + above));
      int bottom = Math.min(bottomLimit, lastPixel(y + below, tiles.height));
      n = column(tiles, column, top, bottom, rows, n);
    }
    return n - to;
  }

  /** Entries of one column of tiles; returns where the next one goes. */
  private static int column(Tiles tiles, int column, int top, int bottom, int[] rows, int to) {
    int n = to;
    for (int row = top / Tiles.HEIGHT; row <= bottom / Tiles.HEIGHT && top <= bottom; row++) {
      int tileTop = row * Tiles.HEIGHT;
      int firstRow = Math.max(0, top - tileTop);
      int lastRow = Math.min(Tiles.HEIGHT - 1, bottom - tileTop);
      rows[n++] = TileEntries.packRows(row * tiles.columns + column, firstRow, lastRow);
    }
    return n;
  }

  private static float half(float reach, float dx, float inverse, float spread) {
    return (float) Math.sqrt(Math.max(0f, spread * (reach - dx * dx * inverse)));
  }

  /** First pixel whose centre is at or after a coordinate, at least 0. */
  private static int firstPixel(float at) {
    float from = Math.max(0f, at - 0.5f - MARGIN);
    int whole = (int) from;
    return whole < from ? whole + 1 : whole;
  }

  /** Last pixel whose centre is at or before a coordinate, inside the image. */
  private static int lastPixel(float at, int size) {
    // One more than the floor of what is at least -1, so that truncation is the floor.
    return (int) Math.min(size, Math.max(0f, at + 0.5f + MARGIN)) - 1;
  }
}
