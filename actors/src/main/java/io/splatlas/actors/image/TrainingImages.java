package io.splatlas.actors.image;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;

/**
 * Makes training images from stored frames. Thread-safe; takes milliseconds: not for actor threads.
 */
public final class TrainingImages {
  private final ImageBudget budget;

  public TrainingImages(ImageBudget budget) {
    this.budget = budget;
  }

  /**
   * Decodes, undistorts and scales a frame.
   *
   * @param camera the frame's own intrinsics or those of its stream
   * @throws DecodeException when the image or depth is not what it should be
   */
  public TrainingImage prepare(PosedFrame frame, CameraModel camera) throws DecodeException {
    if (frame.image().length == 0) {
      throw new DecodeException(DecodeException.Fault.UNDECODABLE, "the image is empty");
    }
    double factor = budget.factor(camera.width(), camera.height());
    throw new IllegalStateException("not ready " + factor);
  }
}
