package io.splatlas.actors.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment from end to end, finds every sound record and everything that is not.
 *
 * @param marker of the segment, 0 when its header is lost
 * @param size of the file
 * @param damaged stretches that hold no sound record
 */
record SegmentScan(long marker, long size, List<Damage> damaged) {

  /** Bytes that hold no sound record: from {@code begin} to before {@code end}. */
  record Damage(long begin, long end) {}

  /** Takes the sound records in order. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A sound record.
     *
     * @param offset of its header in the file
     * @param bytes header included
     */
    void record(long offset, int bytes, LogRecord entry) throws IOException;
  }

  /**
   * Scans a file.
   *
   * @throws IOException when the disk fails or the segment was written by a newer version
   */
  static SegmentScan of(Path path, Visitor visitor) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new IOException(path + " has " + size + " bytes, too many for a segment");
      }
      if (size == 0) {
        return new SegmentScan(0, 0, List.of());
      }
      ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer();
      return scan(path, in, visitor);
    }
  }

  private static SegmentScan scan(Path path, ByteBuffer in, Visitor visitor) throws IOException {
    List<Damage> damaged = new ArrayList<>();
    long marker = findMarker(path, in, damaged);
    if (marker == 0) {
      return new SegmentScan(0, in.limit(), List.of(new Damage(0, in.limit())));
    }
    int at = SegmentFormat.FILE_HEADER;
    while (at < in.limit()) {
      int length = SegmentFormat.soundRecord(in, at, marker);
      if (length < 0) {
        int next = nextRecord(in, at + 1, marker);
        damaged.add(new Damage(at, next));
        at = next;
      } else {
        visit(path, in, at, length, visitor);
        at += SegmentFormat.RECORD_HEADER + length;
      }
    }
    return new SegmentScan(marker, in.limit(), damaged);
  }

  /** The marker as the header says, or as the first record shows when the header is damaged. */
  private static long findMarker(Path path, ByteBuffer in, List<Damage> damaged)
      throws IOException {
    if (SegmentFormat.soundHeader(in)) {
      if (!SegmentFormat.readable(SegmentFormat.fileVersion(in))) {
        throw newer(path, "format " + SegmentFormat.fileVersion(in));
      }
      return SegmentFormat.marker(in);
    }
    if (in.limit() < SegmentFormat.FILE_HEADER + SegmentFormat.RECORD_HEADER) {
      return 0;
    }
    long marker = in.getLong(SegmentFormat.FILE_HEADER);
    if (SegmentFormat.soundRecord(in, SegmentFormat.FILE_HEADER, marker) < 0) {
      return 0;
    }
    damaged.add(new Damage(0, SegmentFormat.FILE_HEADER));
    return marker;
  }

  private static int nextRecord(ByteBuffer in, int from, long marker) {
    for (int at = from; at <= in.limit() - SegmentFormat.RECORD_HEADER; at++) {
      if (in.get(at) == (byte) (marker >>> 56) && SegmentFormat.soundRecord(in, at, marker) >= 0) {
        return at;
      }
    }
    return in.limit();
  }

  private static void visit(Path path, ByteBuffer in, int at, int length, Visitor visitor)
      throws IOException {
    byte version = in.get(at + 8);
    if (version != RecordCodec.VERSION) {
      throw newer(path, "record version " + version);
    }
    ByteBuffer payload = in.slice(at + SegmentFormat.RECORD_HEADER, length);
    visitor.record(
        at, SegmentFormat.RECORD_HEADER + length, RecordCodec.read(in.get(at + 9), payload));
  }

  private static IOException newer(Path path, String what) {
    return new IOException(
        path
            + " is of "
            + what
            + ", which this version cannot read; use the version that wrote it");
  }
}
