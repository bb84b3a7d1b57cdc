package io.splatlas.actors.distill.clip;

/**
 * Bicubic scaling of 8-bit colour images with anti-aliasing, bit for bit as CLIP's preprocessing
 * has it (Pillow's {@code Image.resize} with BICUBIC: Keys' kernel with a = -0.5, widened when
 * shrinking, weights in 22-bit fixed point, rounded to 8 bits between the passes, columns first).
 */
final class Bicubic {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;
  private static final int PRECISION = 32 - 8 - 2;

  private Bicubic() {}

  /**
   * Scales an image.
   *
   * @param rgb interleaved, 3 * width * height
   * @return interleaved, 3 * newWidth * newHeight
   */
  static byte[] resize(byte[] rgb, int width, int height, int newWidth, int newHeight) {
    byte[] across = rgb;
    if (newWidth != width) {
      across = new byte[3 * newWidth * height];
      Weights weights = new Weights(width, newWidth);
      for (int y = 0; y < height; y++) {
        pass(weights, rgb, 3 * width * y, 3, across, 3 * newWidth * y, 3);
      }
    }
    if (newHeight == height) {
      return across;
    }
    byte[] down = new byte[3 * newWidth * newHeight];
    Weights weights = new Weights(height, newHeight);
    for (int x = 0; x < newWidth; x++) {
      pass(weights, across, 3 * x, 3 * newWidth, down, 3 * x, 3 * newWidth);
    }
    return down;
  }

  /** One line of pixels, {@code stride} bytes apart. */
  private static void pass(
      Weights weights, byte[] from, int fromAt, int fromStride, byte[] to, int toAt, int toStride) {
    for (int i = 0; i < weights.first.length; i++) {
      int[] taps = weights.taps[i];
      for (int channel = 0; channel < 3; channel++) {
        int sum = 1 << (PRECISION - 1);
        int at = fromAt + weights.first[i] * fromStride + channel;
        for (int tap : taps) {
          sum += (from[at] & 0xff) * tap;
          at += fromStride;
        }
        to[toAt + i * toStride + channel] = (byte) Math.clamp(sum >> PRECISION, 0, 255);
      }
    }
  }

  /** Which pixels each new pixel is made of, and how much of each. */
  private static final class Weights {
    private final int[] first;
    private final int[][] taps;

    Weights(int size, int newSize) {
      first = new int[newSize];
      taps = new int[newSize][];
      double scale = (double) size / newSize;
      double widened = Math.max(1, scale);
      double support = SUPPORT * widened;
      for (int i = 0; i < newSize; i++) {
        double centre = (i + 0.5) * scale;
        int from = Math.max(0, (int) (centre - support + 0.5));
        int to = Math.min(size, (int) (centre + support + 0.5));
        double[] exact = new double[to - from];
        double sum = 0;
        for (int x = from; x < to; x++) {
          exact[x - from] = kernel((x - centre + 0.5) / widened);
          sum += exact[x - from];
        }
        first[i] = from;
        taps[i] = new int[exact.length];
        for (int x = 0; x < exact.length; x++) {
          double fixed = exact[x] / sum * (1 << PRECISION);
          taps[i][x] = (int) (fixed < 0 ? fixed - 0.5 : fixed + 0.5);
        }
      }
    }

    private static double kernel(double signed) {
      double x = Math.abs(signed);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
  }
}
