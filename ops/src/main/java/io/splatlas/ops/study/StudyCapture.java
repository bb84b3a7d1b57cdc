package io.splatlas.ops.study;

import io.splatlas.gpu.Camera;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.evaluate.Photographs;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.util.List;

/**
 * The frames of a capture as a study uses them.
 *
 * @param capture what was captured
 * @param preparer the size of its images
 */
public record StudyCapture(Capture capture, FramePreparer preparer) {

  /** The frames a scene may learn from. */
  public List<CaptureFrame> training() {
    return capture.frames(Split.TRAIN);
  }

  /** The pinhole camera of a frame. */
  public Camera camera(CaptureFrame frame) {
    CameraIntrinsics c = preparer.intrinsics(frame);
    return Camera.fromCameraToWorld(
        c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy(), frame.cameraToWorld());
  }

  /** A frame's photograph as that camera would have taken it; black where the lens saw nothing. */
  public RgbImage photograph(CaptureFrame frame) throws IOException {
    CameraIntrinsics c = preparer.intrinsics(frame);
    return new Photographs(preparer).colour(frame, RgbImage.black(c.width(), c.height()));
  }
}
