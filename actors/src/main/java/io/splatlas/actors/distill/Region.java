package io.splatlas.actors.distill;

/**
 * A part of an image that shows one thing.
 *
 * @param width of the image, pixels
 * @param height of the image, pixels
 * @param rgb of the image, interleaved, 3 * width * height
 * @param mask the thing's pixels, width * height
 * @param left of the box around it, pixels
 * @param top of the box
 * @param right behind the box
 * @param bottom behind the box
 */
public record Region(
    int width, int height, byte[] rgb, boolean[] mask, int left, int top, int right, int bottom) {
  public Region {
    if (left < 0 || top < 0 || right > width || bottom > height || left >= right || top >= bottom) {
      throw new IllegalArgumentException(
          "a box of %d,%d to %d,%d is not within %dx%d"
              .formatted(left, top, right, bottom, width, height));
    }
  }

  /** The pixels of the box, background left in. */
  public byte[] crop() {
    int columns = right - left;
    byte[] out = new byte[3 * columns * (bottom - top)];
    for (int y = top; y < bottom; y++) {
      System.arraycopy(rgb, 3 * (y * width + left), out, 3 * (y - top) * columns, 3 * columns);
    }
    return out;
  }
}
