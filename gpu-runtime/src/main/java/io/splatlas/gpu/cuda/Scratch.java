package io.splatlas.gpu.cuda;

import jcuda.driver.CUdeviceptr;
import org.jspecify.annotations.Nullable;

/** Device memory that is kept between calls and replaced by more when more is needed. */
final class Scratch {
  /** Grown by at least this factor, so that a slowly growing scene does not allocate every step. */
  private static final double GROWTH = 1.25;

  private final DeviceHeap heap;
  private final String what;
  private @Nullable DeviceBuffer buffer;

  Scratch(DeviceHeap heap, String what) {
    this.heap = heap;
    this.what = what;
  }

  /** Makes room; what was there is lost when there was not enough. */
  Scratch require(long bytes) {
    DeviceBuffer old = buffer;
    if (old != null && old.bytes() >= bytes) {
      return this;
    }
    long roomy = bytes;
    if (old != null) {
      roomy = Math.max(bytes, (long) (GROWTH * old.bytes()));
      buffer = null;
      old.close();
    }
    long free = heap.room();
    buffer = heap.allocate(what, roomy <= free ? roomy : bytes);
    return this;
  }

  DeviceBuffer buffer() {
    DeviceBuffer current = buffer;
    if (current == null) {
      throw new IllegalStateException("no room was made for " + what);
    }
    return current;
  }

  CUdeviceptr pointer() {
    return buffer().pointer();
  }
}
