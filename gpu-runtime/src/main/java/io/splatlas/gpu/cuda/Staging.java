package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/**
 * Copies between Java arrays and the device by way of two pieces of pinned memory, so that the host
 * fills or empties one while the device works on the other. An upload returns when its source has
 * been read; the device may not have it yet, but what is enqueued later will see it.
 */
final class Staging {
  /** A piece: large enough that a copy is limited by the bus, small enough to be kept for ever. */
  static final long PIECE = 1L << 20;

  private final CudaContext context;
  private final Piece[] pieces;
  private int next;

  private static final class Piece {
    private final PinnedMemory memory;
    private final CudaEvent copied;

    private Piece(CudaContext context) {
      memory = new PinnedMemory(context, PIECE);
      copied = new CudaEvent(context);
    }
  }

  Staging(CudaContext context) {
    this.context = context;
    pieces = new Piece[] {new Piece(context), new Piece(context)};
  }

  void upload(MemorySegment from, CUdeviceptr to) {
    for (long at = 0; at < from.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, from.byteSize() - at);
      Piece piece = pieces[next];
      next = 1 - next;
      // Until the copy before the last has read it.
      piece.copied.await();
      MemorySegment.copy(from, at, piece.memory.segment(), 0, bytes);
      context.check(
          "cuMemcpyHtoD",
          JCudaDriver.cuMemcpyHtoDAsync(
              to.withByteOffset(at), piece.memory.at(0), bytes, context.stream()));
      piece.copied.record();
    }
  }

  /** Waits for all that was enqueued before in the current stream. */
  void download(CUdeviceptr from, MemorySegment to) {
    long size = to.byteSize();
    long waiting = 0;
    for (long at = 0; at < size; at += PIECE) {
      Piece piece = pieces[next];
      next = 1 - next;
      piece.copied.await();
      context.check(
          "cuMemcpyDtoH",
          JCudaDriver.cuMemcpyDtoHAsync(
              piece.memory.at(0),
              from.withByteOffset(at),
              Math.min(PIECE, size - at),
              context.stream()));
      piece.copied.record();
      if (at > 0) {
        empty(pieces[next], to, waiting);
        waiting = at;
      }
    }
    if (size > 0) {
      empty(pieces[1 - next], to, waiting);
    }
  }

  private static void empty(Piece piece, MemorySegment to, long at) {
    piece.copied.await();
    MemorySegment.copy(piece.memory.segment(), 0, to, at, Math.min(PIECE, to.byteSize() - at));
  }
}
