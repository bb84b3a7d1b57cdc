package io.splatlas.gateway.render;

/**
 * A colour per instance id that never changes: hues a golden angle apart, so that neighbours in id
 * differ most, in three brightnesses. Id 0, no instance, is black.
 */
public final class IdColours {
  private static final double GOLDEN = 0.6180339887498949;
  private static final double[] VALUES = {1.0, 0.78, 0.9};
  private static final double[] SATURATIONS = {0.65, 0.85, 0.45};

  private IdColours() {}

  /** The colour of an id as 0xRRGGBB. */
  public static int rgb(int id) {
    if (id == 0) {
      return 0;
    }
    double turns = (id & 0xffffffffL) * GOLDEN;
    int shade = Integer.remainderUnsigned(id, VALUES.length);
    return hsv(turns - Math.floor(turns), SATURATIONS[shade], VALUES[shade]);
  }

  private static int hsv(double hue, double saturation, double value) {
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      double k = (new int[] {5, 3, 1}[channel] + hue * 6) % 6;
      double level = value - value * saturation * Math.max(0, Math.min(Math.min(k, 4 - k), 1));
      rgb = rgb << 8 | (int) Math.round(level * 255);
    }
    return rgb;
  }
}
