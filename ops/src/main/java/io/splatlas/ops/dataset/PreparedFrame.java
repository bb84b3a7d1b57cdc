package io.splatlas.ops.dataset;

import java.util.Optional;

/**
 * A frame as a robot sends it.
 *
 * @param frame where it comes from
 * @param intrinsics of the image as sent
 * @param image PNG or JPEG bytes; the original file's where nothing had to be changed
 * @param depth 16-bit gray PNG of the image's size, if the frame has depth
 */
@SuppressWarnings("ArrayRecordComponent") // Payload handed on as it is.
public record PreparedFrame(
    CaptureFrame frame, CameraIntrinsics intrinsics, byte[] image, Optional<Depth> depth) {

  /**
   * Encoded depth.
   *
   * @param png 16-bit gray PNG, distance along the optical axis, 0 for none
   * @param metresPerUnit metres of one step of the stored value
   */
  @SuppressWarnings("ArrayRecordComponent") // Payload handed on as it is.
  public record Depth(byte[] png, double metresPerUnit) {}
}
