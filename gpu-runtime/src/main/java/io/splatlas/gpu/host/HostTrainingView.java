package io.splatlas.gpu.host;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import org.jspecify.annotations.Nullable;

/**
 * A photograph in host memory: 8-bit colour, depth in half precision (relative error at most
 * 2<sup>-11</sup>, well under a sensor's), a mask of the pixels that count.
 */
public final class HostTrainingView implements TrainingView {
  private static final float LARGEST_HALF = 65504f;

  private final MemoryAccount memory;
  private final Camera camera;
  private byte[] rgb;
  private short @Nullable [] depth;
  private byte @Nullable [] valid;
  private final int validPixels;
  private final long bytes;
  private boolean closed;

  HostTrainingView(MemoryAccount memory, ViewData view) {
    this.memory = memory;
    camera = view.camera();
    bytes =
        view.rgb().length
            + (view.depth() == null ? 0 : 2L * view.depth().length)
            + (view.valid() == null ? 0 : view.valid().length);
    memory.take("a view of %dx%d".formatted(camera.width(), camera.height()), bytes);
    rgb = view.rgb().clone();
    depth = view.depth() == null ? null : toHalf(view.depth());
    valid = view.valid() == null ? null : view.valid().clone();
    validPixels = countValid(view);
  }

  @Override
  public Camera camera() {
    requireOpen();
    return camera;
  }

  @Override
  public boolean hasDepth() {
    requireOpen();
    return depth != null;
  }

  @Override
  public long bytes() {
    requireOpen();
    return bytes;
  }

  /** Interleaved 8-bit colour, 3 * width * height, not to be written. */
  public byte[] rgb() {
    return rgb;
  }

  /**
   * Depth in IEEE half precision, metres along the optical axis, 0 = unknown (also where the upload
   * was negative, not finite or beyond 65,504); null without depth. Not to be written.
   */
  public short @Nullable [] depth() {
    return depth;
  }

  /** 0 = this pixel counts in no loss; null = all count. Not to be written. */
  public byte @Nullable [] valid() {
    return valid;
  }

  /** Pixels that count. */
  public int validPixels() {
    return validPixels;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.give(bytes);
      rgb = new byte[0];
      depth = null;
      valid = null;
    }
  }

  boolean belongsTo(MemoryAccount account) {
    return memory == account;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this training view is closed");
    }
  }

  /** Pixels of a view that count. */
  public static int countValid(ViewData view) {
    byte[] mask = view.valid();
    if (mask == null) {
      return view.camera().width() * view.camera().height();
    }
    int n = 0;
    for (byte v : mask) {
      n += v != 0 ? 1 : 0;
    }
    return n;
  }

  /** Depth in half precision; what is not positive, not finite or too large becomes 0, unknown. */
  public static short[] toHalf(float[] metres) {
    short[] half = new short[metres.length];
    for (int i = 0; i < half.length; i++) {
      float d = metres[i];
      half[i] = d > 0 && d <= LARGEST_HALF ? Float.floatToFloat16(d) : 0;
    }
    return half;
  }
}
