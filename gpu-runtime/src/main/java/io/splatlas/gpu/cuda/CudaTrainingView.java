package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.host.HostTrainingView;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdeviceptr;
import org.jspecify.annotations.Nullable;

/** A photograph in device memory: 8-bit colour, depth in half precision, a mask. */
final class CudaTrainingView implements TrainingView {
  private final DeviceHeap heap;
  private final Camera camera;
  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private final DeviceBuffer rgb;
  private final @Nullable DeviceBuffer depth;
  private final @Nullable DeviceBuffer valid;
  private final int validPixels;
  private final int knownDepths;
  private final long bytes;
  private boolean closed;

  CudaTrainingView(DeviceHeap heap, ViewData view) {
    this.heap = heap;
    camera = view.camera();
    String what = "a view of %dx%d".formatted(camera.width(), camera.height());
    byte[] mask = view.valid();
    float[] metres = view.depth();
    try {
      rgb = take(what, view.rgb().length);
      rgb.write(view.rgb());
      valid = mask == null ? null : take(what, mask.length);
      if (valid != null && mask != null) {
        valid.write(mask);
      }
      short[] half = metres == null ? null : HostTrainingView.toHalf(metres);
      depth = half == null ? null : take(what, 2L * half.length);
      if (depth != null && half != null) {
        depth.write(half);
      }
      validPixels = HostTrainingView.countValid(view);
      knownDepths = half == null ? 0 : countKnown(half, mask);
      bytes = buffers.stream().mapToLong(DeviceBuffer::block).sum();
    } catch (RuntimeException e) {
      buffers.forEach(DeviceBuffer::close);
      throw e;
    }
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

  CUdeviceptr rgb() {
    return rgb.pointer();
  }

  /** Depth in half precision; null pointer without. */
  CUdeviceptr depth() {
    return depth == null ? new CUdeviceptr() : depth.pointer();
  }

  /** The mask; null pointer when all pixels count. */
  CUdeviceptr valid() {
    return valid == null ? new CUdeviceptr() : valid.pointer();
  }

  /** Pixels that count. */
  int validPixels() {
    return validPixels;
  }

  /** Pixels that count and whose depth is known. */
  int knownDepths() {
    return knownDepths;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      heap.retire(buffers);
    }
  }

  boolean belongsTo(DeviceHeap other) {
    return heap == other;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this training view is closed");
    }
  }

  private DeviceBuffer take(String what, long size) {
    DeviceBuffer buffer = heap.allocate(what, size);
    buffers.add(buffer);
    return buffer;
  }

  private static int countKnown(short[] half, byte @Nullable [] mask) {
    int n = 0;
    for (int p = 0; p < half.length; p++) {
      n += half[p] != 0 && (mask == null || mask[p] != 0) ? 1 : 0;
    }
    return n;
  }
}
