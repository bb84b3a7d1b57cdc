package io.splatlas.gpu;

import org.jspecify.annotations.Nullable;

/**
 * A photograph to learn from, on the host.
 *
 * @param camera pose and intrinsics; the image is already undistorted
 * @param rgb interleaved 8-bit colour, 3 * width * height
 * @param depth metres along the optical axis, width * height, 0 = unknown; null without depth
 * @param valid 0 = this pixel counts in no loss (outside the undistorted image, masked by the
 *     robot); null = all count
 */
public record ViewData(
    Camera camera, byte[] rgb, float @Nullable [] depth, byte @Nullable [] valid) {
  // Spelt out: javac loses @Nullable of arrays on the parameters of a compact constructor.
  public ViewData(Camera camera, byte[] rgb, float @Nullable [] depth, byte @Nullable [] valid) {
    int pixels = camera.width() * camera.height();
    if (rgb.length != 3 * pixels) {
      throw new IllegalArgumentException(
          "image has " + rgb.length + " bytes, expected " + 3 * pixels);
    }
    if (depth != null && depth.length != pixels) {
      throw new IllegalArgumentException(
          "depth has " + depth.length + " values, expected " + pixels);
    }
    if (valid != null && valid.length != pixels) {
      throw new IllegalArgumentException(
          "valid mask has " + valid.length + " values, expected " + pixels);
    }
    this.camera = camera;
    this.rgb = rgb;
    this.depth = depth;
    this.valid = valid;
  }
}
