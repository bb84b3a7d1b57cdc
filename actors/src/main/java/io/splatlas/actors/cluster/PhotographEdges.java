package io.splatlas.actors.cluster;

import java.util.Arrays;

/**
 * Moves the borders between rendered instances to where the photograph changes: a pixel near a
 * border goes to the instance whose pixels around it look most like it (one step of a bilateral
 * filter over labels). What lies further from a border than a render can be wrong about stays.
 */
final class PhotographEdges {
  /** How far from a border a pixel may change sides. */
  private static final int NEAR = 2;

  /** How far around a pixel its likes are looked for. */
  private static final int REACH = 4;

  /** Standard deviation of colour within a thing, 8-bit values. */
  private static final double COLOUR = 15;

  /** Pixels that may change sides themselves say less about where others belong. */
  private static final float UNSURE = 0.3f;

  /** Squared colour differences beyond this say nothing. */
  private static final int MOST_DIFFERENCE = 4_096;

  private static final float[] ALIKE = new float[MOST_DIFFERENCE];
  private static final float[] PLACE = new float[(2 * REACH + 1) * (2 * REACH + 1)];

  static {
    for (int d = 0; d < MOST_DIFFERENCE; d++) {
      ALIKE[d] = (float) Math.exp(-d / (2 * COLOUR * COLOUR));
    }
    for (int dy = -REACH; dy <= REACH; dy++) {
      for (int dx = -REACH; dx <= REACH; dx++) {
        PLACE[(dy + REACH) * (2 * REACH + 1) + dx + REACH] =
            (float) Math.exp(-2.0 * (dx * dx + dy * dy) / (REACH * REACH));
      }
    }
  }

  private final int width;
  private final int height;
  private final int[] ids;
  private final byte[] rgb;
  private final boolean[] border;
  private int[] candidates = new int[16];
  private float[] support = new float[16];
  private int count;

  private PhotographEdges(int width, int height, int[] ids, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.ids = ids;
    this.rgb = rgb;
    this.border = borders();
  }

  /**
   * The ids with their borders moved.
   *
   * @param ids instance per pixel, 0 = none, which wins no pixels
   * @param rgb of the photograph, interleaved, as large
   */
  static int[] move(int width, int height, int[] ids, byte[] rgb) {
    if (ids.length != width * height || rgb.length != 3 * ids.length) {
      throw new IllegalArgumentException("ids and photograph must have one size");
    }
    return new PhotographEdges(width, height, ids, rgb).moved();
  }

  private boolean[] borders() {
    boolean[] near = new boolean[ids.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        if (x + 1 < width && ids[p + 1] != ids[p]) {
          mark(near, x, y, x + 1, y);
        }
        if (y + 1 < height && ids[p + width] != ids[p]) {
          mark(near, x, y, x, y + 1);
        }
      }
    }
    return near;
  }

  private void mark(boolean[] near, int x0, int y0, int x1, int y1) {
    for (int y = Math.max(0, y0 - NEAR + 1); y < Math.min(height, y1 + NEAR); y++) {
      Arrays.fill(
          near,
          y * width + Math.max(0, x0 - NEAR + 1),
          y * width + Math.min(width, x1 + NEAR),
          true);
    }
  }

  private int[] moved() {
    int[] out = ids.clone();
    for (int p = 0; p < ids.length; p++) {
      if (border[p]) {
        out[p] = best(p);
      }
    }
    return out;
  }

  private int best(int p) {
    count = 0;
    int column = p % width;
    int row = p / width;
    for (int y = Math.max(0, row - REACH); y <= Math.min(height - 1, row + REACH); y++) {
      for (int x = Math.max(0, column - REACH); x <= Math.min(width - 1, column + REACH); x++) {
        int q = y * width + x;
        int difference = difference(p, q);
        if (ids[q] != 0 && difference < MOST_DIFFERENCE) {
          float place = PLACE[(y - row + REACH) * (2 * REACH + 1) + x - column + REACH];
          add(ids[q], place * ALIKE[difference] * (border[q] ? UNSURE : 1));
        }
      }
    }
    int best = ids[p];
    float most = supportOf(best);
    for (int c = 0; c < count; c++) {
      if (support[c] > most) {
        most = support[c];
        best = candidates[c];
      }
    }
    return best;
  }

  private int difference(int p, int q) {
    int sum = 0;
    for (int c = 0; c < 3; c++) {
      int d = (rgb[3 * p + c] & 0xff) - (rgb[3 * q + c] & 0xff);
      sum += d * d;
    }
    return sum;
  }

  private void add(int id, float weight) {
    for (int c = 0; c < count; c++) {
      if (candidates[c] == id) {
        support[c] += weight;
        return;
      }
    }
    if (count == candidates.length) {
      candidates = Arrays.copyOf(candidates, 2 * count);
      support = Arrays.copyOf(support, 2 * count);
    }
    candidates[count] = id;
    support[count++] = weight;
  }

  private float supportOf(int id) {
    for (int c = 0; c < count; c++) {
      if (candidates[c] == id) {
        return support[c];
      }
    }
    return 0;
  }
}
