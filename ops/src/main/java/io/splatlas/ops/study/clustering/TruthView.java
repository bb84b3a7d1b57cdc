package io.splatlas.ops.study.clustering;

import io.splatlas.gpu.Camera;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.DatasetException;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.PosedIds;
import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.Optional;

/**
 * A view with ground truth.
 *
 * @param frame it is of
 * @param camera of the image at full size, without lens distortion
 * @param truth ids, 0 = not labelled
 * @param depth metres, 0 = unknown; empty where the capture has no depth
 */
@SuppressWarnings("ArrayRecordComponent") // Pixel buffers handed on as they are.
public record TruthView(CaptureFrame frame, Camera camera, IntImage truth, float[] depth) {

  /**
   * Reads a frame's truth.
   *
   * @throws DatasetException when it has none, or its lens distorts: truth and render would not
   *     cover each other
   */
  static TruthView read(CaptureFrame frame) throws IOException {
    FramePreparer preparer = new FramePreparer(FramePreparer.FULL_SIZE);
    IntImage truth =
        preparer
            .mask(frame)
            .orElseThrow(
                () -> new DatasetException(frame.image(), "instances", "there is no ground truth"));
    var lens = frame.intrinsics();
    if (lens.distorted()) {
      throw new DatasetException(frame.image(), "lens", "is distorted; study undistorted captures");
    }
    Camera camera =
        Camera.fromCameraToWorld(
            lens.width(),
            lens.height(),
            lens.fx(),
            lens.fy(),
            lens.cx(),
            lens.cy(),
            frame.cameraToWorld());
    float[] depth = new float[0];
    if (frame.depth().isPresent()) {
      depth =
          PosedIds.metres(preparer.depth(frame).orElseThrow(), frame.depth().get().metresPerUnit());
    }
    return new TruthView(frame, camera, truth, depth);
  }

  boolean heldOut() {
    return frame.split() == Split.TEST;
  }

  /**
   * The view with predicted ids.
   *
   * @param rendered metres, used where the capture has no depth
   */
  PosedIds with(IntImage ids, float[] rendered) {
    return new PosedIds(
        frame.intrinsics(),
        frame.cameraToWorld(),
        depth.length > 0 ? depth : rendered,
        ids,
        Optional.of(truth));
  }
}
