package io.splatlas.actors.export;

import io.splatlas.actors.model.SceneExport;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Gaussians for viewers: {@value #STRIDE} bytes each, activated (opacity 0 to 1, colour of the
 * constant spherical harmonic, scales in steps of 1/16 of a natural logarithm as SPZ has them). The
 * layout is stated in export.proto, EXPORT_FORMAT_SPLATS.
 */
public final class SplatFile {
  /** Bytes of the head. */
  public static final int HEADER = 32;

  /** Bytes of a Gaussian. */
  public static final int STRIDE = 24;

  /** A scale byte u stands for e^(u / SCALE_STEPS - SCALE_OFFSET) metres. */
  public static final float SCALE_STEPS = 16;

  /** See {@link #SCALE_STEPS}. */
  public static final float SCALE_OFFSET = 10;

  private static final byte[] MAGIC = "SPLT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MOST_INSTANCE = 0xffff;

  private final GaussianBatch gaussians;
  private final int[] instances;
  private final long iteration;
  private final long revision;

  public SplatFile(SceneExport scene) {
    this.gaussians = scene.gaussians().gaussians();
    this.instances = scene.gaussians().instances();
    this.iteration = scene.iteration();
    this.revision = scene.revision();
  }

  /** Number of Gaussians. */
  public int count() {
    return gaussians.count();
  }

  /** The {@value #HEADER} bytes in front of the Gaussians. */
  public byte[] header() {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putInt(count())
        .putInt(STRIDE)
        .putLong(iteration)
        .putLong(revision)
        .array();
  }

  /**
   * Encodes Gaussians {@code from} (inclusive) to {@code to} (exclusive) at the buffer's position.
   *
   * @param out its order is set here; with room for {@code (to - from) * STRIDE} bytes
   */
  public void encode(int from, int to, ByteBuffer out) {
    out.order(ByteOrder.LITTLE_ENDIAN);
    float[][] planes = gaussians.planes();
    for (int i = from; i < to; i++) {
      for (int axis = 0; axis < 3; axis++) {
        out.putFloat(planes[GaussianLayout.POSITION + axis][i]);
      }
      for (int channel = 0; channel < 3; channel++) {
        float dc = planes[GaussianLayout.SH_DC + channel][i];
        out.put(unit(GaussianLayout.SH_C0 * dc + 0.5f));
      }
      out.put(unit((float) (1 / (1 + Math.exp(-planes[GaussianLayout.OPACITY][i])))));
      for (int axis = 0; axis < 3; axis++) {
        float log = planes[GaussianLayout.SCALE + axis][i];
        out.put(level(SCALE_STEPS * (log + SCALE_OFFSET)));
      }
      putRotation(planes, i, out);
      out.putShort((short) Math.min(MOST_INSTANCE, instances[i]));
    }
  }

  /** x y z of the unit quaternion, turned so that w is not negative. */
  private static void putRotation(float[][] planes, int i, ByteBuffer out) {
    float w = planes[GaussianLayout.ROTATION][i];
    float x = planes[GaussianLayout.ROTATION + 1][i];
    float y = planes[GaussianLayout.ROTATION + 2][i];
    float z = planes[GaussianLayout.ROTATION + 3][i];
    double length = Math.sqrt((double) w * w + (double) x * x + (double) y * y + (double) z * z);
    float scale = length > 0 ? (float) (Math.copySign(127.5, w) / length) : 0;
    out.put(level(x * scale + 127.5f)).put(level(y * scale + 127.5f));
    out.put(level(z * scale + 127.5f));
  }

  private static byte unit(float value) {
    return level(255 * value);
  }

  /** Rounded into 0..255; not a number becomes 0. */
  private static byte level(float value) {
    return (byte) Math.round(Math.clamp(value, 0f, 255f));
  }
}
