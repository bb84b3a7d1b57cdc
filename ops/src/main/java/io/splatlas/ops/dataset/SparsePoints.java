package io.splatlas.ops.dataset;

/**
 * Sparse surface points, structure of arrays. Arrays are shared, not to be modified.
 *
 * @param xyz world positions in metres, {@code 3 n}, finite
 * @param rgb colours, {@code 3 n} unsigned bytes
 * @param trackStart {@code n + 1} offsets: the frames that see point i are {@code
 *     trackFrames[trackStart[i] .. trackStart[i+1])}; all zero where the capture has no tracks
 * @param trackFrames indices into {@link Capture#frames()}
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk data handed on as it is, never compared.
public record SparsePoints(float[] xyz, byte[] rgb, int[] trackStart, int[] trackFrames) {

  public SparsePoints {
    int count = xyz.length / 3;
    if (xyz.length != 3 * count || rgb.length != xyz.length || trackStart.length != count + 1) {
      throw new IllegalArgumentException(
          "arrays do not belong together: "
              + xyz.length
              + " coordinates, "
              + rgb.length
              + " colours");
    }
  }

  /** Points without tracks. */
  public static SparsePoints withoutTracks(float[] xyz, byte[] rgb) {
    return new SparsePoints(xyz, rgb, new int[xyz.length / 3 + 1], new int[0]);
  }

  /** The number of points. */
  public int count() {
    return xyz.length / 3;
  }

  /** Whether any point says which frames see it. */
  public boolean hasTracks() {
    return trackFrames.length > 0;
  }
}
