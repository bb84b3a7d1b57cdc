package io.splatlas.actors.refine;

/**
 * Refines the mask of an instance by the image (METHOD section 4): mean field of a binary
 * conditional random field at half resolution, ten iterations, with the published kernels (smooth:
 * weight 3, sigma 1 px; bilateral: weight 4, sigma 67 px in place and 3 in colour).
 *
 * <p>Variant: the bilateral sum is taken over a window of 13 x 13 pixels and not the whole image,
 * where with a sigma of 67 px place hardly counts; and over the box of the mask grown by a margin.
 */
final class MaskRefiner {
  private static final int MARGIN = 12;
  private static final int ITERATIONS = 10;
  private static final int REACH = 6;
  private static final int TAPS = (2 * REACH + 1) * (2 * REACH + 1);
  private static final double SMOOTH_WEIGHT = 3;
  private static final double BILATERAL_WEIGHT = 4;
  private static final double PLACE = 67;
  private static final double COLOUR = 3;

  /** How sure the rendered mask is of itself: log odds of 0.7. */
  private static final double UNARY = Math.log(0.7 / 0.3);

  private final int width;
  private final int columns;
  private final int rows;
  private final int left;
  private final int top;
  private final float[] red;
  private final float[] green;
  private final float[] blue;
  private final float[] unary;

  private MaskRefiner(int width, int height, byte[] rgb, boolean[] mask, int[] box) {
    this.width = width;
    left = Math.max(0, box[0] - MARGIN);
    top = Math.max(0, box[1] - MARGIN);
    columns = Math.max(1, (Math.min(width, box[2] + MARGIN) - left) / 2);
    rows = Math.max(1, (Math.min(height, box[3] + MARGIN) - top) / 2);
    red = new float[columns * rows];
    green = new float[columns * rows];
    blue = new float[columns * rows];
    unary = new float[columns * rows];
    for (int p = 0; p < unary.length; p++) {
      int at = (top + 2 * (p / columns)) * width + left + 2 * (p % columns);
      red[p] = rgb[3 * at] & 0xff;
      green[p] = rgb[3 * at + 1] & 0xff;
      blue[p] = rgb[3 * at + 2] & 0xff;
      unary[p] = (float) (mask[at] ? UNARY : -UNARY);
    }
  }

  /**
   * The refined mask.
   *
   * @param rgb interleaved
   * @param box left, top, right, bottom of the mask, half open
   */
  static boolean[] refine(int width, int height, byte[] rgb, boolean[] mask, int[] box) {
    return new MaskRefiner(width, height, rgb, mask, box).run(height);
  }

  private boolean[] run(int height) {
    float[] kernel = kernel();
    float[] belief = new float[unary.length];
    float[] next = new float[unary.length];
    for (int p = 0; p < belief.length; p++) {
      belief[p] = (float) Math.tanh(unary[p] / 2);
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int p = 0; p < belief.length; p++) {
        next[p] = (float) Math.tanh((unary[p] + message(kernel, belief, p)) / 2);
      }
      float[] swap = belief;
      belief = next;
      next = swap;
    }
    boolean[] out = new boolean[width * height];
    for (int y = 0; y < 2 * rows; y++) {
      for (int x = 0; x < 2 * columns; x++) {
        out[(top + y) * width + left + x] = belief[y / 2 * columns + x / 2] > 0;
      }
    }
    return out;
  }

  /** Of every pixel and tap, both kernels normalised to their weights. */
  private float[] kernel() {
    float[] kernel = new float[unary.length * TAPS];
    for (int p = 0; p < unary.length; p++) {
      double smooth = 0;
      double bilateral = 0;
      for (int tap = 0; tap < TAPS; tap++) {
        int q = neighbour(p, tap);
        if (q >= 0) {
          smooth += smoothness(tap);
          bilateral += likeness(p, q, tap);
        }
      }
      for (int tap = 0; tap < TAPS; tap++) {
        int q = neighbour(p, tap);
        if (q >= 0) {
          kernel[p * TAPS + tap] =
              (float)
                  (SMOOTH_WEIGHT * smoothness(tap) / Math.max(1e-9, smooth)
                      + BILATERAL_WEIGHT * likeness(p, q, tap) / Math.max(1e-9, bilateral));
        }
      }
    }
    return kernel;
  }

  private double message(float[] kernel, float[] belief, int p) {
    double sum = 0;
    for (int tap = 0; tap < TAPS; tap++) {
      float weight = kernel[p * TAPS + tap];
      if (weight != 0) {
        sum += weight * belief[neighbour(p, tap)];
      }
    }
    return sum;
  }

  /** The pixel at a tap's offset; -1 outside and for the pixel itself. */
  private int neighbour(int p, int tap) {
    int x = p % columns + dx(tap);
    int y = p / columns + dy(tap);
    boolean inside = x >= 0 && x < columns && y >= 0 && y < rows;
    return inside && tap != TAPS / 2 ? y * columns + x : -1;
  }

  private static int dx(int tap) {
    return tap % (2 * REACH + 1) - REACH;
  }

  private static int dy(int tap) {
    return tap / (2 * REACH + 1) - REACH;
  }

  private static double smoothness(int tap) {
    return Math.exp(-0.5 * (dx(tap) * dx(tap) + dy(tap) * dy(tap)));
  }

  private double likeness(int p, int q, int tap) {
    double place = (dx(tap) * dx(tap) + dy(tap) * dy(tap)) / (PLACE * PLACE);
    double dr = red[p] - red[q];
    double dg = green[p] - green[q];
    double db = blue[p] - blue[q];
    return Math.exp(-0.5 * (place + (dr * dr + dg * dg + db * db) / (COLOUR * COLOUR)));
  }
}
