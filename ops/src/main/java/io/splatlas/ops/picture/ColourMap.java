package io.splatlas.ops.picture;

import java.util.Arrays;

/**
 * Numbers as colours, from dark blue over green and yellow to dark red. Straight lines between a
 * few colours of our own choosing, brightest in the middle of the warm half.
 */
public final class ColourMap {

  private static final int[] STOPS = {
    0x30123b, 0x4454c4, 0x2fb2f0, 0x35e08f, 0xa6ee3c, 0xf7c13a, 0xee5b1f, 0x7a0403
  };

  private static final double TRIM = 0.02;

  private ColourMap() {}

  /**
   * The colour of a share as 0xRRGGBB; what is outside [0, 1] takes the colour of the nearer end.
   */
  public static int colour(double share) {
    double at = Math.clamp(share, 0, 1) * (STOPS.length - 1);
    int stop = Math.min((int) at, STOPS.length - 2);
    double weight = at - stop;
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = STOPS[stop] >> shift & 0xff;
      int to = STOPS[stop + 1] >> shift & 0xff;
      out |= (int) Math.round(from + weight * (to - from)) << shift;
    }
    return out;
  }

  /**
   * Values as a picture, black where they are not finite.
   *
   * @param values row by row
   * @param low value of the first colour
   * @param high value of the last colour, above low
   */
  public static RgbImage heat(float[] values, int width, int height, double low, double high) {
    RgbImage out = RgbImage.black(width, height);
    requireLength(values, width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float value = values[y * width + x];
        if (Float.isFinite(value)) {
          out.set(x, y, colour((value - low) / (high - low)));
        }
      }
    }
    return out;
  }

  /**
   * Depth as a picture: near is red, far is blue, even in inverse depth between the 2nd and the
   * 98th percentile; black where there is none.
   *
   * @param metres row by row, 0 or not finite where unknown
   */
  public static RgbImage depth(float[] metres, int width, int height) {
    requireLength(metres, width, height);
    float[] inverse = new float[metres.length];
    float[] known = new float[metres.length];
    int count = 0;
    for (int i = 0; i < metres.length; i++) {
      boolean valid = metres[i] > 0 && Float.isFinite(metres[i]);
      inverse[i] = valid ? 1 / metres[i] : Float.NaN;
      if (valid) {
        known[count++] = inverse[i];
      }
    }
    if (count == 0) {
      return RgbImage.black(width, height);
    }
    Arrays.sort(known, 0, count);
    double low = known[(int) (TRIM * (count - 1))];
    double high = known[(int) ((1 - TRIM) * (count - 1))];
    return heat(inverse, width, height, low, Math.max(high, Math.nextUp(low)));
  }

  /**
   * How far two images differ, a colour a pixel: the mean absolute difference of the channels up to
   * {@code scale} of 255.
   */
  public static RgbImage difference(RgbImage a, RgbImage b, double scale) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new IllegalArgumentException("images of different sizes have no difference");
    }
    float[] error = new float[a.width() * a.height()];
    for (int i = 0; i < a.rgb().length; i++) {
      error[i / 3] += Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)) / 3f;
    }
    return heat(error, a.width(), a.height(), 0, 255 * scale);
  }

  private static void requireLength(float[] values, int width, int height) {
    if (values.length != IntImage.requireArea(width, height)) {
      throw new IllegalArgumentException(
          "an image of " + width + "x" + height + " does not have " + values.length + " values");
    }
  }
}
