package io.splatlas.actors.image;

import io.splatlas.actors.geometry.Poses;
import io.splatlas.actors.geometry.Undistorter;
import io.splatlas.actors.geometry.Undistorters;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.gpu.Camera;
import org.jspecify.annotations.Nullable;

/**
 * Makes training images from checked frames. Thread-safe; takes milliseconds: not for actor
 * threads.
 */
public final class TrainingImages {
  /** Remap tables kept, pixels of 8 bytes: four cameras of full HD. */
  private static final long TABLE_PIXELS = 8 << 20;

  /** Depth outside of these, metres, is taken as not known. */
  private static final float MIN_DEPTH = 1e-4f;

  private static final float MAX_DEPTH = 1e6f;

  private final ImageBudget budget;
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.ofHeap());
  private final Undistorters undistorters = new Undistorters(TABLE_PIXELS);

  public TrainingImages(ImageBudget budget) {
    this.budget = budget;
  }

  /**
   * Decodes, undistorts and scales a frame. The pose's rotation is made exact.
   *
   * @param camera the frame's own intrinsics or those of its stream
   * @throws DecodeException when the image or depth is not what it should be
   */
  public TrainingImage prepare(PosedFrame frame, CameraModel camera) throws DecodeException {
    return DecodeMemory.ofHeap()
        .within(camera.width(), camera.height(), () -> prepareNow(frame, camera));
  }

  private TrainingImage prepareNow(PosedFrame frame, CameraModel camera) throws DecodeException {
    byte[] rgb = decoder.colour(frame.encoding(), frame.image(), camera.width(), camera.height());
    float[] depth = depth(frame, camera);
    TrainingImage full = new TrainingImage(pinhole(frame, camera), rgb, depth, null);
    return scaled(camera.distorted() ? undistorted(full, camera) : full);
  }

  private float @Nullable [] depth(PosedFrame frame, CameraModel camera) throws DecodeException {
    if (frame.depthPng() == null) {
      return null;
    }
    short[] units = decoder.depth(frame.depthPng(), camera.width(), camera.height());
    float metres = (float) frame.depthMetresPerUnit();
    float[] depth = new float[units.length];
    for (int p = 0; p < depth.length; p++) {
      float d = (units[p] & 0xffff) * metres;
      depth[p] = d >= MIN_DEPTH && d <= MAX_DEPTH ? d : 0;
    }
    return depth;
  }

  private static Camera pinhole(PosedFrame frame, CameraModel camera) {
    return Camera.fromCameraToWorld(
        camera.width(),
        camera.height(),
        camera.fx(),
        camera.fy(),
        camera.cx(),
        camera.cy(),
        Poses.orthonormalised(frame.cameraToWorld()));
  }

  private TrainingImage undistorted(TrainingImage image, CameraModel camera) {
    Undistorter undistorter = undistorters.of(camera);
    return new TrainingImage(
        image.camera(),
        undistorter.colour(image.rgb()),
        image.depth() == null ? null : undistorter.depth(image.depth()),
        undistorter.complete() ? null : undistorter.valid());
  }

  private TrainingImage scaled(TrainingImage image) {
    double factor = budget.factor(image.width(), image.height());
    if (factor >= 1) {
      return image;
    }
    Camera camera = image.camera().scaled(factor);
    Downscaler downscaler =
        new Downscaler(image.width(), image.height(), camera.width(), camera.height());
    return new TrainingImage(
        camera,
        downscaler.colour(image.rgb(), image.valid()),
        image.depth() == null ? null : downscaler.depth(image.depth()),
        image.valid() == null ? null : downscaler.valid(image.valid()));
  }
}
