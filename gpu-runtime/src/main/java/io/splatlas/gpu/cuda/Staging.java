package io.splatlas.gpu.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Copies between Java arrays and the device by way of pieces of pinned memory.
 *
 * <p>An upload returns when its source has been read; the device may not have it yet, but what is
 * enqueued later will see it. A piece is filled again when an event says that the device has read
 * it, until then the next one is: the host waits for none until it is {@link #MOST} pieces ahead. A
 * download waits for all that was enqueued before it, and empties one piece while the device fills
 * another.
 */
final class Staging {
  /** A piece: large enough that a copy is limited by the bus, small enough to be kept for ever. */
  static final long PIECE = 1L << 20;

  /** Pieces for uploads: what is drawn into a burst, several photographs of 1080p with depth. */
  static final int MOST = 64;

  /** Where a copy begins in a piece. */
  private static final long ALIGNMENT = 16;

  private final CudaContext context;

  /** Filled ones, the first ones filled first. */
  private final Deque<Piece> filled = new ArrayDeque<>();

  private final Piece[] down;
  private Piece filling;
  private int pieces = 1;
  private int nextDown;

  private static final class Piece {
    private final PinnedMemory memory;
    private final CudaEvent copied;

    /** One stream fills it: the event speaks for no other. */
    private CUstream stream;

    private long used;

    private Piece(CudaContext context) {
      memory = new PinnedMemory(context, PIECE);
      copied = new CudaEvent(context);
      stream = context.stream();
    }
  }

  Staging(CudaContext context) {
    this.context = context;
    filling = new Piece(context);
    down = new Piece[] {new Piece(context), new Piece(context)};
  }

  void upload(MemorySegment from, CUdeviceptr to) {
    long at = 0;
    while (at < from.byteSize()) {
      Piece piece = open();
      long bytes = Math.min(PIECE - piece.used, from.byteSize() - at);
      MemorySegment.copy(from, at, piece.memory.segment(), piece.used, bytes);
      context.check(
          "cuMemcpyHtoD",
          JCudaDriver.cuMemcpyHtoDAsync(
              to.withByteOffset(at), piece.memory.at(piece.used), bytes, context.stream()));
      piece.copied.record();
      piece.used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      at += bytes;
    }
  }

  /** A piece with room that the current stream fills. */
  private Piece open() {
    if (filling.copied.isDone()) {
      filling.used = 0;
    }
    boolean own = filling.stream.equals(context.stream());
    if (filling.used > 0 && (!own || filling.used == PIECE)) {
      Piece next = nextPiece();
      filled.addLast(filling);
      filling = next;
      filling.used = 0;
    }
    filling.stream = context.stream();
    return filling;
  }

  /** One that the device has read, else a new one, else the one that it will have read first. */
  private Piece nextPiece() {
    Piece oldest = filled.peekFirst();
    if (oldest != null && oldest.copied.isDone()) {
      return filled.removeFirst();
    }
    if (pieces < MOST) {
      Piece made = new Piece(context);
      pieces++;
      return made;
    }
    Piece awaited = filled.removeFirst();
    awaited.copied.await();
    return awaited;
  }

  /** Waits for all that was enqueued before in the current stream. */
  void download(CUdeviceptr from, MemorySegment to) {
    long size = to.byteSize();
    long waiting = 0;
    for (long at = 0; at < size; at += PIECE) {
      Piece piece = down[nextDown];
      nextDown = 1 - nextDown;
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
        empty(down[nextDown], to, waiting);
        waiting = at;
      }
    }
    if (size > 0) {
      empty(down[1 - nextDown], to, waiting);
    }
  }

  private static void empty(Piece piece, MemorySegment to, long at) {
    piece.copied.await();
    MemorySegment.copy(piece.memory.segment(), 0, to, at, Math.min(PIECE, to.byteSize() - at));
  }
}
