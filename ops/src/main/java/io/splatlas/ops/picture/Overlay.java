package io.splatlas.ops.picture;

/** Instances over a picture of the same view: tinted, with their outlines drawn. */
public final class Overlay {
  /** How much of a pixel is the instance's colour. */
  private static final double TINT = 0.55;

  private Overlay() {}

  /**
   * A picture with every instance in its colour of {@link IdPalette}; what is none stays as it is.
   *
   * @throws IllegalArgumentException when the sizes differ
   */
  public static RgbImage of(RgbImage picture, IntImage ids) {
    if (picture.width() != ids.width() || picture.height() != ids.height()) {
      throw new IllegalArgumentException("picture and ids must have the same size");
    }
    RgbImage out = RgbImage.black(picture.width(), picture.height());
    for (int y = 0; y < ids.height(); y++) {
      for (int x = 0; x < ids.width(); x++) {
        int id = ids.at(x, y);
        int colour = IdPalette.colour(id);
        double share = id == 0 ? 0 : isOutline(ids, x, y) ? 1 : TINT;
        out.set(x, y, mixed(picture.colour(x, y), colour, share));
      }
    }
    return out;
  }

  private static boolean isOutline(IntImage ids, int x, int y) {
    int id = ids.at(x, y);
    return (x + 1 < ids.width() && ids.at(x + 1, y) != id)
        || (y + 1 < ids.height() && ids.at(x, y + 1) != id);
  }

  private static int mixed(int a, int b, double share) {
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double value = (1 - share) * (a >> shift & 0xff) + share * (b >> shift & 0xff);
      out |= (int) Math.round(value) << shift;
    }
    return out;
  }
}
