package io.splatlas.ops.picture;

/**
 * An 8-bit colour image.
 *
 * <p>The array is shared, not copied: whoever makes the image hands it over.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param rgb red, green, blue interleaved, row by row from the top left, {@code 3 * width * height}
 *     unsigned bytes
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A pixel buffer: compared by content in tests, never as a key.
public record RgbImage(int width, int height, byte[] rgb) {

  public RgbImage {
    int expected = 3 * IntImage.requireArea(width, height);
    if (rgb.length != expected) {
      throw new IllegalArgumentException(
          "an image of " + width + "x" + height + " has " + expected + " bytes, not " + rgb.length);
    }
  }

  /** A black image. */
  public static RgbImage black(int width, int height) {
    return new RgbImage(width, height, new byte[3 * IntImage.requireArea(width, height)]);
  }

  /** The channel (0 red, 1 green, 2 blue) at a pixel, in [0, 255]. */
  public int sample(int x, int y, int channel) {
    return rgb[3 * (y * width + x) + channel] & 0xff;
  }

  /** Sets a pixel to a colour written as 0xRRGGBB. */
  public void set(int x, int y, int colour) {
    int at = 3 * (y * width + x);
    rgb[at] = (byte) (colour >> 16);
    rgb[at + 1] = (byte) (colour >> 8);
    rgb[at + 2] = (byte) colour;
  }

  /** The colour at a pixel as 0xRRGGBB. */
  public int colour(int x, int y) {
    return sample(x, y, 0) << 16 | sample(x, y, 1) << 8 | sample(x, y, 2);
  }
}
