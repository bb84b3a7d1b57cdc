package io.splatlas.actors.image;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.ViewData;
import org.jspecify.annotations.Nullable;

/**
 * A frame ready to learn from: decoded, undistorted, scaled down to the server's budget. Arrays are
 * shared, not copied; nobody writes to them.
 *
 * @param camera pose and intrinsics of the undistorted image
 * @param rgb interleaved 8-bit colour, 3 * width * height
 * @param depth metres along the optical axis, width * height, 0 = unknown; null without depth
 * @param valid 0 = outside the photograph after undistortion; null = every pixel is inside
 */
public record TrainingImage(
    Camera camera, byte[] rgb, float @Nullable [] depth, byte @Nullable [] valid) {
  public TrainingImage {
    int pixels = camera.width() * camera.height();
    requireLength("rgb", rgb.length, 3 * pixels);
    if (depth != null) {
      requireLength("depth", depth.length, pixels);
    }
    if (valid != null) {
      requireLength("valid", valid.length, pixels);
    }
  }

  /** Width in pixels. */
  public int width() {
    return camera.width();
  }

  /** Height in pixels. */
  public int height() {
    return camera.height();
  }

  /** Luma of a pixel, 0..255 (Rec. 601). */
  public float luma(int pixel) {
    int i = 3 * pixel;
    return 0.299f * (rgb[i] & 0xff) + 0.587f * (rgb[i + 1] & 0xff) + 0.114f * (rgb[i + 2] & 0xff);
  }

  /** Bytes held. */
  public long bytes() {
    return rgb.length
        + (depth == null ? 0 : 4L * depth.length)
        + (valid == null ? 0 : valid.length);
  }

  /** The same frame without its depth. */
  public TrainingImage withoutDepth() {
    return depth == null ? this : new TrainingImage(camera, rgb, null, valid);
  }

  /** The same frame with other colours of its pixels, interleaved 8-bit, 3 * width * height. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public TrainingImage withColours(byte[] colours) {
    return new TrainingImage(camera, colours, depth, valid);
  }

  /** The same frame taken from another pose, with the same intrinsics. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public TrainingImage withCamera(Camera posed) {
    return new TrainingImage(posed, rgb, depth, valid);
  }

  /**
   * The same frame without some of its pixels: they are not valid, and their depth is not known.
   *
   * @param left 1 for each pixel to leave out, else 0; width * height
   */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public TrainingImage without(byte[] left) {
    byte[] rest = new byte[left.length];
    float[] known = depth == null ? null : depth.clone();
    for (int p = 0; p < left.length; p++) {
      rest[p] = (byte) (left[p] == 0 && (valid == null || valid[p] != 0) ? 1 : 0);
      if (known != null && left[p] != 0) {
        known[p] = 0;
      }
    }
    return new TrainingImage(camera, rgb, known, rest);
  }

  /** What a device takes. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public ViewData toViewData() {
    return new ViewData(camera, rgb, depth, valid);
  }

  private static void requireLength(String name, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(name + " has " + found + " values, expected " + expected);
    }
  }
}
