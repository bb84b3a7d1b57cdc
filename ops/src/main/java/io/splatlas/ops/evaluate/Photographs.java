package io.splatlas.ops.evaluate;

import io.splatlas.actors.geometry.Undistorter;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Photographs, masks and depth as an ideal pinhole camera would have seen them, to be compared with
 * renders.
 */
public final class Photographs {
  private final FramePreparer preparer;
  private final Map<CameraIntrinsics, Undistorter> lenses = new HashMap<>();

  /** Those of a capture at a size. */
  public Photographs(FramePreparer preparer) {
    this.preparer = preparer;
  }

  /**
   * The photograph; pixels that the lens did not see take the render's colour, so that they score
   * neither way.
   */
  public RgbImage colour(CaptureFrame frame, RgbImage render) throws IOException {
    RgbImage photograph = preparer.colour(frame);
    CameraIntrinsics camera = preparer.intrinsics(frame);
    if (!camera.distorted()) {
      return photograph;
    }
    Undistorter lens = lenses.computeIfAbsent(camera, Photographs::lensOf);
    byte[] rgb = lens.colour(photograph.rgb());
    byte[] valid = lens.valid();
    for (int i = 0; i < valid.length; i++) {
      if (valid[i] == 0) {
        System.arraycopy(render.rgb(), 3 * i, rgb, 3 * i, 3);
      }
    }
    return new RgbImage(photograph.width(), photograph.height(), rgb);
  }

  /** Ground-truth ids; only for captures without lens distortion. */
  public Optional<IntImage> mask(CaptureFrame frame) throws IOException {
    return preparer.intrinsics(frame).distorted() ? Optional.empty() : preparer.mask(frame);
  }

  /** Metres along the optical axis; only for captures without lens distortion. */
  public Optional<float[]> depth(CaptureFrame frame) throws IOException {
    if (frame.depth().isEmpty() || preparer.intrinsics(frame).distorted()) {
      return Optional.empty();
    }
    double unit = frame.depth().get().metresPerUnit();
    return preparer
        .depth(frame)
        .map(
            raw -> {
              float[] metres = new float[raw.values().length];
              for (int i = 0; i < metres.length; i++) {
                metres[i] = (float) (raw.values()[i] * unit);
              }
              return metres;
            });
  }

  private static Undistorter lensOf(CameraIntrinsics c) {
    return new Undistorter(
        new CameraModel(
            c.width(),
            c.height(),
            c.fx(),
            c.fy(),
            c.cx(),
            c.cy(),
            c.k1(),
            c.k2(),
            c.p1(),
            c.p2(),
            c.k3()));
  }

  /** The ideal camera behind a lens. */
  public static CameraIntrinsics pinhole(CameraIntrinsics c) {
    return CameraIntrinsics.pinhole(c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy());
  }
}
