package io.splatlas.ops.picture;

/**
 * An image of one integer per pixel: raw sensor depth or instance ids.
 *
 * <p>The array is shared, not copied: whoever makes the image hands it over.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param values row by row from the top left, {@code width * height}
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A pixel buffer: compared by content in tests, never as a key.
public record IntImage(int width, int height, int[] values) {

  /** More pixels than this are refused everywhere: 64 million, an 8K frame has 33. */
  public static final int MAX_PIXELS = 64 << 20;

  public IntImage {
    int expected = requireArea(width, height);
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "an image of "
              + width
              + "x"
              + height
              + " has "
              + expected
              + " values, not "
              + values.length);
    }
  }

  /** An image of zeros. */
  public static IntImage zeros(int width, int height) {
    return new IntImage(width, height, new int[requireArea(width, height)]);
  }

  /** The value at a pixel. */
  public int at(int x, int y) {
    return values[y * width + x];
  }

  /** Fails unless the other image has this size; {@code what} names it in the message. */
  public void requireSameSize(IntImage other, String what) {
    if (other.width != width || other.height != height) {
      throw new IllegalArgumentException(
          what + " is " + other.width + "x" + other.height + ", expected " + width + "x" + height);
    }
  }

  static int requireArea(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
      throw new IllegalArgumentException("an image cannot be " + width + "x" + height + " pixels");
    }
    return width * height;
  }
}
