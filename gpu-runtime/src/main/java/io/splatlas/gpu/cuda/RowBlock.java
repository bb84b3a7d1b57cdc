package io.splatlas.gpu.cuda;

/**
 * Planes of one number (four bytes) per Gaussian, one after another: value {@code i} of plane
 * {@code p} is at {@code p * rows + i}.
 */
record RowBlock(DeviceBuffer buffer, int planes, int rows) implements AutoCloseable {

  /** All zero. */
  static RowBlock create(DeviceHeap heap, String what, int planes, int rows) {
    return new RowBlock(heap.allocateZeroed(what, 4L * planes * rows), planes, rows);
  }

  /** A copy with more rows, the new ones zero. This one stays. */
  RowBlock grown(DeviceHeap heap, String what, int more, int count) {
    RowBlock next = create(heap, what, planes, more);
    try {
      for (int p = 0; p < planes; p++) {
        next.buffer.copy((long) p * more, buffer, (long) p * rows, count);
      }
      return next;
    } catch (RuntimeException e) {
      next.close();
      throw e;
    }
  }

  long bytes() {
    return buffer.block();
  }

  /** Where a plane begins, in values. */
  long plane(int p) {
    return (long) p * rows;
  }

  void read(int p, float[] values, int count) {
    buffer.read(plane(p), values, 0, count);
  }

  @Override
  public void close() {
    buffer.close();
  }
}
