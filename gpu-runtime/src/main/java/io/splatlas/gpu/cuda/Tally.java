package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The structure {@code Tally} of common.cuh on the host.
 *
 * @param wanted entries of the view
 * @param visible Gaussians that reach its image
 * @param halted whether they, or those of a view before, had no room: then nothing was changed
 */
record Tally(long wanted, int visible, boolean halted) {
  /** Bytes of the structure. */
  static final int BYTES = 24;

  /** Values of four bytes that are counted anew for every view. */
  static final int COUNTS = 3;

  static Tally of(MemorySegment bytes) {
    return new Tally(
        bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0),
        bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 8),
        bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 16) != 0);
  }
}
