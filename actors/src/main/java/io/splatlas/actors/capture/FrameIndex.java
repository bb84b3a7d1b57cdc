package io.splatlas.actors.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where each frame lies on disk, and reading it back. */
final class FrameIndex implements FrameReader {
  private final Path folder;
  private int[] segments = new int[64];
  private int[] offsets = new int[64];
  private int[] lengths = new int[64];
  private float[] views = new float[6 * 64];
  private final BitSet held = new BitSet();
  private long last;

  /** Where a frame lies. */
  private record Place(int segment, int offset, int length) {}

  FrameIndex(Path folder) {
    this.folder = folder;
  }

  static Path segmentPath(Path folder, int segment) {
    return folder.resolve("frames-%06d.log".formatted(segment));
  }

  /**
   * Enters a frame; the first entry of a number stays.
   *
   * @param cameraToWorld pose, 16 values, row-major
   */
  synchronized void add(long number, int segment, long offset, int bytes, double[] cameraToWorld) {
    int slot = slot(number);
    if (lengths[slot] == 0) {
      place(slot, segment, offset, bytes);
      for (int k = 0; k < 3; k++) {
        views[6 * slot + k] = (float) cameraToWorld[4 * k + 3];
        views[6 * slot + 3 + k] = (float) cameraToWorld[4 * k + 2];
      }
      held.set(slot + 1);
      last = Math.max(last, number);
    }
  }

  /** Enters a number whose frame was thinned out. */
  synchronized void addThinned(long number) {
    slot(number);
    last = Math.max(last, number);
  }

  private int slot(long number) {
    int slot = Math.toIntExact(number - 1);
    if (slot >= lengths.length) {
      int size = Math.max(slot + 1, lengths.length * 2);
      segments = Arrays.copyOf(segments, size);
      offsets = Arrays.copyOf(offsets, size);
      lengths = Arrays.copyOf(lengths, size);
      views = Arrays.copyOf(views, 6 * size);
    }
    return slot;
  }

  private void place(int slot, int segment, long offset, int bytes) {
    segments[slot] = segment;
    offsets[slot] = Math.toIntExact(offset);
    lengths[slot] = bytes;
  }

  /** Puts something in place of a segment's file. */
  @FunctionalInterface
  interface Swap {
    /** The file is in place on return, or as it was when this fails. */
    void run() throws IOException;
  }

  /**
   * Swaps a segment's file for one with fewer frames; who reads meanwhile reads one or the other.
   *
   * @param gone numbers that are not in the new file
   * @param kept numbers that are, with their new offset and length
   */
  synchronized void replace(int segment, Swap swap, BitSet gone, Map<Long, int[]> kept)
      throws IOException {
    swap.run();
    for (int number = gone.nextSetBit(1); number >= 0; number = gone.nextSetBit(number + 1)) {
      lengths[number - 1] = 0;
      held.clear(number);
    }
    kept.forEach((number, at) -> place((int) (number - 1), segment, at[0], at[1]));
  }

  /** Frames that a segment holds, by number. */
  synchronized BitSet heldIn(int segment) {
    BitSet found = new BitSet();
    for (int number = held.nextSetBit(1); number >= 0; number = held.nextSetBit(number + 1)) {
      if (segments[number - 1] == segment) {
        found.set(number);
      }
    }
    return found;
  }

  /** Those of some frames that a newer one makes redundant, up to a number. */
  synchronized BitSet redundant(BitSet among, long upTo) {
    BitSet found = new BitSet();
    if (!among.isEmpty()) {
      int most = (int) Math.min(upTo, among.length() - 1L);
      if (most >= among.nextSetBit(1)) {
        found = FrameThinning.redundant(views, held, among.nextSetBit(1), most);
        found.and(among);
      }
    }
    return found;
  }

  /** Bytes of some frames. */
  synchronized long bytes(BitSet of) {
    return of.stream().mapToLong(number -> lengths[number - 1]).sum();
  }

  /** Where each frame was seen from, in order: x, y, z each, metres. */
  synchronized float[] places() {
    float[] places = new float[3 * held.cardinality()];
    int next = 0;
    for (int number = held.nextSetBit(1); number >= 0; number = held.nextSetBit(number + 1)) {
      System.arraycopy(views, 6 * (number - 1), places, next, 3);
      next += 3;
    }
    return places;
  }

  @Override
  public synchronized long frames() {
    return held.cardinality();
  }

  @Override
  public synchronized long lastNumber() {
    return last;
  }

  private synchronized @Nullable Place find(long number) {
    if (number < 1 || number > last || lengths[(int) (number - 1)] == 0) {
      return null;
    }
    int slot = (int) (number - 1);
    return new Place(segments[slot], offsets[slot], lengths[slot]);
  }

  @Override
  public Optional<StoredFrame> read(long number) throws IOException {
    Place place = find(number);
    while (place != null) {
      try {
        return Optional.of(
            read(segmentPath(folder, place.segment()), place.offset(), place.length()));
      } catch (IOException damaged) {
        Place now = find(number);
        if (place.equals(now)) {
          throw damaged;
        }
        // The segment was thinned out meanwhile: the frame lies elsewhere, or is gone.
        place = now;
      }
    }
    return Optional.empty();
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
