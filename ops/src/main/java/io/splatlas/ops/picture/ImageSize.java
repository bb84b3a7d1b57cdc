package io.splatlas.ops.picture;

/**
 * The size of an image in pixels.
 *
 * @param width columns
 * @param height rows
 */
public record ImageSize(int width, int height) {

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
