package io.splatlas.ops.picture;

/**
 * A colour for every id, always the same one: hues a golden angle apart, so that ids near each
 * other look different, in three strengths by turns. 0 is a dark gray that no id has.
 */
public final class IdPalette {

  /** The colour of nothing. */
  public static final int NOTHING = 0x202020;

  private static final double GOLDEN_ANGLE = 0.6180339887498949;
  private static final double[] SATURATION = {0.85, 0.5, 0.95};
  private static final double[] BRIGHTNESS = {0.95, 0.85, 0.6};

  private IdPalette() {}

  /** The colour of an id as 0xRRGGBB. */
  public static int colour(int id) {
    if (id == 0) {
      return NOTHING;
    }
    double turn = (id & 0x7fffffff) * GOLDEN_ANGLE;
    int strength = (id & 0x7fffffff) % SATURATION.length;
    return hsv(turn - Math.floor(turn), SATURATION[strength], BRIGHTNESS[strength]);
  }

  /** An id map in colours. */
  public static RgbImage paint(IntImage ids) {
    RgbImage out = RgbImage.black(ids.width(), ids.height());
    int lastId = 0;
    int lastColour = colour(0);
    for (int y = 0; y < ids.height(); y++) {
      for (int x = 0; x < ids.width(); x++) {
        int id = ids.at(x, y);
        if (id != lastId) {
          lastId = id;
          lastColour = colour(id);
        }
        out.set(x, y, lastColour);
      }
    }
    return out;
  }

  private static int hsv(double hue, double saturation, double value) {
    int out = 0;
    for (int channel = 0; channel < 3; channel++) {
      // Red, green and blue are the same hat-shaped curve, a third of a turn apart.
      double k = (5 - 2 * channel + 6 * hue) % 6;
      double hat = Math.clamp(Math.min(k, 4 - k), 0, 1);
      out = out << 8 | (int) Math.round(255 * (value - value * saturation * hat));
    }
    return out;
  }
}
