package io.splatlas.actors.model;

import io.splatlas.gpu.FeatureMap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * From a teacher's features to the few a Gaussian carries and back: s = B (f - m), f ~ m + B^T s,
 * with orthonormal rows of B. Linear, so that the blend-weighted mean of projected features is the
 * projection of their mean.
 *
 * @param mean of the teacher's features, C values; null when a Gaussian carries them as they are
 * @param basis D rows of C values, null as well then
 * @param channels D, what a Gaussian carries
 */
public record FeatureProjection(float @Nullable [] mean, float @Nullable [][] basis, int channels) {
  private static final int FORMAT = 1;

  /** No projection: a Gaussian carries what the teacher says. */
  public static FeatureProjection identity(int channels) {
    return new FeatureProjection(null, null, channels);
  }

  /**
   * A projection onto the span of orthonormal rows.
   *
   * @param mean C values
   * @param basis D rows of C values
   */
  public static FeatureProjection onto(float[] mean, float[][] basis) {
    for (float[] row : basis) {
      if (row.length != mean.length) {
        throw new IllegalArgumentException(
            "a row of the basis has " + row.length + " values, the mean " + mean.length);
      }
    }
    return new FeatureProjection(mean, basis, basis.length);
  }

  /** Channels of the teacher's features. */
  public int teacherChannels() {
    return mean == null ? channels : mean.length;
  }

  /** A teacher's map with the channels a Gaussian carries. */
  public FeatureMap project(FeatureMap map) {
    if (map.channels() != teacherChannels()) {
      throw new IllegalArgumentException(
          "a map has %d channels, the projection takes %d"
              .formatted(map.channels(), teacherChannels()));
    }
    if (mean == null || basis == null) {
      return map;
    }
    int cells = map.width() * map.height();
    float[] values = new float[channels * cells];
    for (int row = 0; row < channels; row++) {
      float[] weights = basis[row];
      for (int c = 0; c < weights.length; c++) {
        for (int cell = 0; cell < cells; cell++) {
          values[row * cells + cell] += weights[c] * (map.values()[c * cells + cell] - mean[c]);
        }
      }
    }
    return new FeatureMap(map.width(), map.height(), channels, values);
  }

  /** A teacher's features with the channels a Gaussian carries. */
  public float[] project(float[] features) {
    return project(new FeatureMap(1, 1, features.length, features)).values().clone();
  }

  /** What a Gaussian's features say in the teacher's space. */
  public float[] reconstruct(float[] features) {
    if (mean == null || basis == null) {
      return features.clone();
    }
    float[] full = mean.clone();
    for (int row = 0; row < channels; row++) {
      for (int c = 0; c < full.length; c++) {
        full[c] += features[row] * basis[row][c];
      }
    }
    return full;
  }

  /** For storage with the Gaussians that it belongs to: their features mean nothing without it. */
  public byte[] toBytes() {
    int full = mean == null ? 0 : mean.length;
    ByteBuffer out = ByteBuffer.allocate(12 + 4 * full * (channels + 1));
    out.putInt(FORMAT).putInt(channels).putInt(full);
    if (mean != null && basis != null) {
      out.asFloatBuffer().put(mean);
      for (int row = 0; row < channels; row++) {
        out.position(12 + 4 * full * (row + 1)).asFloatBuffer().put(basis[row]);
      }
    }
    return out.array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when the bytes are no projection
   */
  public static FeatureProjection fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < 12 || in.getInt() != FORMAT) {
      throw new IllegalArgumentException("these bytes are no projection of features");
    }
    int channels = in.getInt();
    int full = in.getInt();
    if (channels < 1
        || channels > 512
        || full < 0
        || full > 1 << 16
        || bytes.length != 12 + 4L * full * (channels + 1)) {
      throw new IllegalArgumentException(
          "%d bytes are no projection of %d to %d channels"
              .formatted(bytes.length, full, channels));
    }
    if (full == 0) {
      return identity(channels);
    }
    float[] mean = new float[full];
    float[][] basis = new float[channels][full];
    in.asFloatBuffer().get(mean);
    for (int row = 0; row < channels; row++) {
      in.position(12 + 4 * full * (row + 1)).asFloatBuffer().get(basis[row]);
    }
    return onto(mean, basis);
  }
}
