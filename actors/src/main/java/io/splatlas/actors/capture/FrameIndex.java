package io.splatlas.actors.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** Where each frame lies on disk, and reading it back. */
final class FrameIndex implements FrameReader {
  private final Path folder;
  private int[] segments = new int[64];
  private int[] offsets = new int[64];
  private int[] lengths = new int[64];
  private long last;
  private long count;

  FrameIndex(Path folder) {
    this.folder = folder;
  }

  static Path segmentPath(Path folder, int segment) {
    return folder.resolve("frames-%06d.log".formatted(segment));
  }

  /** Enters a frame; the first entry of a number stays. */
  synchronized void add(long number, int segment, long offset, int bytes) {
    int slot = Math.toIntExact(number - 1);
    if (slot >= lengths.length) {
      int size = Math.max(slot + 1, lengths.length * 2);
      segments = Arrays.copyOf(segments, size);
      offsets = Arrays.copyOf(offsets, size);
      lengths = Arrays.copyOf(lengths, size);
    }
    if (lengths[slot] == 0) {
      segments[slot] = segment;
      offsets[slot] = Math.toIntExact(offset);
      lengths[slot] = bytes;
      count++;
      last = Math.max(last, number);
    }
  }

  @Override
  public synchronized long frames() {
    return count;
  }

  @Override
  public synchronized long lastNumber() {
    return last;
  }

  @Override
  public Optional<StoredFrame> read(long number) throws IOException {
    int segment;
    int offset;
    int length;
    synchronized (this) {
      if (number < 1 || number > last || lengths[(int) (number - 1)] == 0) {
        return Optional.empty();
      }
      int slot = (int) (number - 1);
      segment = segments[slot];
      offset = offsets[slot];
      length = lengths[slot];
    }
    return Optional.of(read(segmentPath(folder, segment), offset, length));
  }

  private static StoredFrame read(Path path, int offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      int read = 0;
      while (in.hasRemaining() && read >= 0) {
        read = channel.read(in, offset + in.position());
      }
    }
    in.flip();
    long marker = in.limit() < 8 ? 0 : in.getLong(0);
    if (SegmentFormat.soundRecord(in, 0, marker) != length - SegmentFormat.RECORD_HEADER
        || !(RecordCodec.read(in.get(9), in.slice(20, length - 20))
            instanceof LogRecord.Frame frame)) {
      throw new IOException("the record at byte " + offset + " of " + path + " is damaged");
    }
    return frame.stored();
  }
}
