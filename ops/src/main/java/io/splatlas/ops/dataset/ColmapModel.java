package io.splatlas.ops.dataset;

import java.util.List;
import java.util.Map;

/**
 * A COLMAP reconstruction as its files say it, before it becomes a {@link Capture}.
 *
 * @param cameras by camera id
 * @param images in file order
 * @param points the sparse points
 */
record ColmapModel(Map<Integer, CameraIntrinsics> cameras, List<Image> images, Points points) {

  /**
   * A registered image.
   *
   * @param pose camera-to-world in OpenCV axes
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed straight on to the frame.
  record Image(int id, String name, int camera, double[] pose) {}

  /** Sparse points with tracks of image ids. */
  @SuppressWarnings("ArrayRecordComponent") // Bulk data passed straight on.
  record Points(float[] xyz, byte[] rgb, int[] trackStart, int[] trackImages) {}
}
