package io.splatlas.ops.dataset;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One posed photograph of a capture.
 *
 * @param index position in {@link Capture#frames()}, from 0
 * @param name the image's path inside the capture, with forward slashes; the key for outputs
 * @param image the image file; it existed when the capture was read
 * @param depth the depth image, if there is one
 * @param mask the 16-bit ground-truth instance ids, if there are any: for scoring only, never to be
 *     sent
 * @param cameraToWorld 4x4 row-major rigid matrix from OpenCV camera axes (x right, y down, z
 *     forward) to the world, metres; shared, not to be modified
 * @param intrinsics the camera
 * @param timestampSeconds capture time; 0.2 s apart in name order where the capture has no times
 * @param split whether the frame may be learnt from
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A matrix handed on as it is; frames are told apart by index.
public record CaptureFrame(
    int index,
    String name,
    Path image,
    Optional<DepthFile> depth,
    Optional<Path> mask,
    double[] cameraToWorld,
    CameraIntrinsics intrinsics,
    double timestampSeconds,
    Split split) {

  CaptureFrame withIndex(int newIndex) {
    return new CaptureFrame(
        newIndex, name, image, depth, mask, cameraToWorld, intrinsics, timestampSeconds, split);
  }
}
