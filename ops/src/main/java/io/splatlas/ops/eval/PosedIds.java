package io.splatlas.ops.eval;

import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.picture.IntImage;
import java.util.Optional;

/**
 * A view with an id and a depth per pixel.
 *
 * @param camera of the images
 * @param cameraToWorld 4x4 row-major, OpenCV axes, metres
 * @param depth metres along the optical axis, row by row; 0 or not finite where unknown
 * @param ids predicted ids
 * @param truth ground-truth ids, if there are any
 */
@SuppressWarnings("ArrayRecordComponent") // Pixel buffers handed on as they are.
public record PosedIds(
    CameraIntrinsics camera,
    double[] cameraToWorld,
    float[] depth,
    IntImage ids,
    Optional<IntImage> truth) {

  public PosedIds {
    if (ids.width() != camera.width()
        || ids.height() != camera.height()
        || depth.length != ids.values().length) {
      throw new IllegalArgumentException("ids and depth must have the size of the camera's image");
    }
    truth.ifPresent(image -> ids.requireSameSize(image, "the ground truth"));
  }

  /** Raw sensor depth in metres. */
  public static float[] metres(IntImage raw, double metresPerUnit) {
    float[] out = new float[raw.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (raw.values()[i] * metresPerUnit);
    }
    return out;
  }

  boolean labelled(int pixel) {
    return truth.isEmpty() || truth.get().values()[pixel] != 0;
  }

  /**
   * The world position that a pixel sees.
   *
   * @return false, with xyz undefined, where depth is unknown
   */
  boolean unproject(int x, int y, double[] xyz) {
    double z = depth[y * camera.width() + x];
    if (!(z > 0 && z < Float.MAX_VALUE) || !camera.unproject(x + 0.5, y + 0.5, xyz)) {
      return false;
    }
    double cx = xyz[0] * z;
    double cy = xyz[1] * z;
    double[] m = cameraToWorld;
    for (int row = 0; row < 3; row++) {
      xyz[row] = m[4 * row] * cx + m[4 * row + 1] * cy + m[4 * row + 2] * z + m[4 * row + 3];
    }
    return true;
  }

  /**
   * The pixel in which a world position is seen.
   *
   * @param relativeTolerance how far its depth may be from the pixel's, as a share of it
   * @return the pixel's index, or -1 if it is outside the image or hidden
   */
  int pixelOf(double[] xyz, double relativeTolerance, double[] uv) {
    double[] m = cameraToWorld;
    double dx = xyz[0] - m[3];
    double dy = xyz[1] - m[7];
    double dz = xyz[2] - m[11];
    double z = m[2] * dx + m[6] * dy + m[10] * dz;
    if (!camera.project(
        m[0] * dx + m[4] * dy + m[8] * dz, m[1] * dx + m[5] * dy + m[9] * dz, z, uv)) {
      return -1;
    }
    if (!(uv[0] >= 0 && uv[1] >= 0 && uv[0] < camera.width() && uv[1] < camera.height())) {
      return -1;
    }
    int column = (int) uv[0];
    int row = (int) uv[1];
    int pixel = row * camera.width() + column;
    return Math.abs(depth[pixel] - z) <= relativeTolerance * z ? pixel : -1;
  }
}
