package io.splatlas.actors.capture;

import io.splatlas.actors.disk.AppendFile;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable frames of one scene: append-only segment files in a folder of their own, a length and
 * a CRC32C per record, and an index in memory that is rebuilt when the log is opened.
 *
 * <p>Appends are durable once {@link #commit} returns (one fsync for all of them); whatever fails
 * before takes back all appends since the last commit. Opening cuts a torn tail and skips damaged
 * records, both named in the log. One thread at a time appends; {@link #reader} may be used by any.
 */
public final class FrameLog implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameLog.class);

  /** Offsets are ints; a segment ends well before they do. */
  private static final long MAX_SEGMENT = 1L << 30;

  /** A segment is rewritten to free at least one part in so many of it. */
  private static final int REWRITE_SHARE = 16;

  /** Another owner has the folder open. */
  public static final class InUseException extends IOException {
    private static final long serialVersionUID = 1L;

    InUseException(Path folder, String where, @Nullable Throwable cause) {
      super("the frame log in " + folder + " is open in " + where, cause);
    }
  }

  /** A frame or a refusal that was found when the log was opened, in order. */
  public sealed interface Found {
    /** A frame; {@code bytes} as stored. */
    record Frame(long number, String robotId, long sequence, Instant captureTime, long bytes)
        implements Found {}

    /** A frame that was taken and thinned out since. */
    record Thinned(long number, String robotId, long sequence, Instant captureTime)
        implements Found {}

    /** A sequence number that a refused frame used up. */
    record Refused(String robotId, long sequence, Refusal refusal) implements Found {}
  }

  private record Pending(
      long number, int segment, long offset, int bytes, double[] cameraToWorld) {}

  /** Bytes of the segments that are not appended to any more, by number. */
  private final NavigableMap<Integer, Long> closed = new TreeMap<>();

  /** Damaged segments are left to people: they are never rewritten. */
  private final Set<Integer> damaged = new HashSet<>();

  private final Path folder;
  private final long segmentBytes;
  private final AppendFile.Opener opener;
  private final FileChannel lockChannel;
  private final FrameIndex index;
  private final List<Found> found = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final SecureRandom markers = new SecureRandom();
  private @Nullable AppendFile file;
  private int segment;
  private long marker;
  private long end;
  private long committedEnd;
  private long nextNumber = 1;
  private boolean broken;

  private FrameLog(
      Path folder, long segmentBytes, AppendFile.Opener opener, FileChannel lockChannel) {
    this.folder = folder;
    this.segmentBytes = Math.min(segmentBytes, MAX_SEGMENT);
    this.opener = opener;
    this.lockChannel = lockChannel;
    this.index = new FrameIndex(folder);
  }

  /**
   * Opens the log in a folder, created when absent.
   *
   * @param segmentBytes size at which a new segment is begun
   * @throws InUseException when another owner has it open
   * @throws IOException when the disk fails or a newer version wrote it
   */
  public static FrameLog open(Path folder, long segmentBytes) throws IOException {
    return open(folder, segmentBytes, AppendFile.DISK);
  }

  static FrameLog open(Path folder, long segmentBytes, AppendFile.Opener opener)
      throws IOException {
    Files.createDirectories(folder);
    FileChannel lockChannel = lock(folder);
    FrameLog log = new FrameLog(folder, segmentBytes, opener, lockChannel);
    try {
      log.recover();
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
      throw new InUseException(folder, "another process", null);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new InUseException(folder, "this process", e);
    }
  }

  private void recover() throws IOException {
    List<Integer> segments = segments();
    for (int i = 0; i < segments.size(); i++) {
      recover(segments.get(i), i == segments.size() - 1);
    }
    nextNumber = index.lastNumber() + 1;
  }

  private List<Integer> segments() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("frames-[0-9]{6,9}\\.log"))
          .map(name -> Integer.valueOf(name.substring(7, name.length() - 4)))
          .sorted()
          .toList();
    }
  }

  private void recover(int number, boolean last) throws IOException {
    segment = number;
    Path path = FrameIndex.segmentPath(folder, number);
    SegmentScan scan = SegmentScan.of(path, (offset, bytes, entry) -> take(offset, bytes, entry));
    long tail = scan.size();
    for (SegmentScan.Damage damage : scan.damaged()) {
      boolean torn = last && damage.end() == scan.size();
      if (torn) {
        tail = damage.begin();
      } else {
        LOG.error(
            "{}: bytes {} to {} hold no sound record and are skipped; frames in them are lost",
            path,
            damage.begin(),
            damage.end());
      }
    }
    if (last) {
      openTail(path, scan, tail);
    }
    if (!last || file == null) {
      closed.put(number, scan.size());
      if (!scan.damaged().isEmpty()) {
        damaged.add(number);
      }
    }
  }

  private void take(long offset, int bytes, LogRecord entry) {
    switch (entry) {
      case LogRecord.Frame frame -> {
        StoredFrame stored = frame.stored();
        index.add(stored.number(), segment, offset, bytes, stored.frame().cameraToWorld());
        found.add(
            new Found.Frame(
                stored.number(),
                stored.robotId(),
                stored.frame().sequence(),
                stored.frame().captureTime(),
                bytes));
      }
      case LogRecord.Thinned t -> {
        index.addThinned(t.number());
        found.add(new Found.Thinned(t.number(), t.robotId(), t.sequence(), t.captureTime()));
      }
      case LogRecord.Refused r ->
          found.add(new Found.Refused(r.robotId(), r.sequence(), r.refusal()));
    }
  }

  /** Goes on behind the last sound record of the last segment. */
  private void openTail(Path path, SegmentScan scan, long tail) throws IOException {
    if (tail < scan.size()) {
      LOG.warn(
          "{}: cut a torn tail of {} bytes at byte {}; nothing in it was acknowledged",
          path,
          scan.size() - tail,
          tail);
    }
    if (scan.marker() == 0) {
      if (scan.size() > SegmentFormat.FILE_HEADER) {
        // More than a header that was never finished: kept for people to look at.
        return;
      }
      Files.delete(path);
      segment--;
      return;
    }
    file = opener.open(path);
    if (tail < scan.size()) {
      file.truncate(tail);
      file.force();
    }
    marker = scan.marker();
    end = tail;
    committedEnd = tail;
  }

  /** What was found when the log was opened, in order; the list is handed over. */
  public List<Found> takeFound() {
    List<Found> taken = List.copyOf(found);
    found.clear();
    return taken;
  }

  /** Reads committed frames. */
  public FrameReader reader() {
    return index;
  }

  /**
   * Appends a frame, durable after the next {@link #commit}.
   *
   * @return its number and bytes
   * @throws IOException when the disk is full or fails; all appends since the last commit are
   *     undone
   */
  public Appended append(String robotId, Instant arrival, CameraModel camera, PosedFrame frame)
      throws IOException {
    long number = nextNumber;
    StoredFrame stored = new StoredFrame(number, robotId, arrival, camera, frame);
    int bytes = write(new LogRecord.Frame(stored));
    pending.add(new Pending(number, segment, end - bytes, bytes, frame.cameraToWorld()));
    nextNumber++;
    return new Appended(number, bytes);
  }

  /** A frame's number and the bytes it takes. */
  public record Appended(long number, int bytes) {}

  /** Appends that a sequence number is used up; as {@link #append}. */
  public void appendRefused(String robotId, long sequence, Refusal refusal) throws IOException {
    write(new LogRecord.Refused(robotId, sequence, refusal));
  }

  private int write(LogRecord entry) throws IOException {
    try {
      requireUsable();
      if (file == null) {
        file = begin();
      }
      ByteBuffer out = SegmentFormat.record(marker, entry);
      int bytes = out.remaining();
      file.write(out, end);
      end += bytes;
      return bytes;
    } catch (IOException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  private void requireUsable() throws IOException {
    if (broken || !lockChannel.isOpen()) {
      throw new FileSystemException(
          folder.toString(), null, "the frame log is closed or must be opened again");
    }
  }

  private AppendFile begin() throws IOException {
    int next = segment + 1;
    Path path = FrameIndex.segmentPath(folder, next);
    AppendFile begun = opener.open(path);
    try {
      long newMarker = newMarker();
      begun.write(SegmentFormat.fileHeader(SegmentFormat.APPENDED, next, newMarker), 0);
      begun.force();
      forceFolder();
      segment = next;
      marker = newMarker;
      end = SegmentFormat.FILE_HEADER;
      committedEnd = end;
      return begun;
    } catch (IOException | RuntimeException e) {
      begun.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private long newMarker() {
    long value = markers.nextLong();
    return value == 0 ? 1 : value;
  }

  /** Makes the names of new segments durable too. */
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Makes all appends since the last commit durable and readable.
   *
   * @throws IOException when the disk fails; these appends are undone then
   */
  public void commit() throws IOException {
    if (file == null) {
      return;
    }
    try {
      file.force();
    } catch (IOException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
    committedEnd = end;
    for (Pending p : pending) {
      index.add(p.number(), p.segment(), p.offset(), p.bytes(), p.cameraToWorld());
    }
    pending.clear();
    if (end >= segmentBytes) {
      file.close();
      file = null;
      closed.put(segment, committedEnd);
    }
  }

  /** Bytes that the log takes. */
  public long bytes() {
    return closed.values().stream().mapToLong(Long::longValue).sum()
        + (file == null ? 0 : committedEnd);
  }

  /**
   * Thins out segments that are not appended to any more, the oldest first: frames that a newer one
   * makes redundant; where that is not enough, every second of what is left.
   *
   * @param wanted bytes to free
   * @param upTo largest number of a frame that may go
   * @return how many frames went; fewer than wanted where nothing more may go
   * @throws IOException when the disk fails; what was there is still there then
   */
  public int thin(long wanted, long upTo) throws IOException {
    requireUsable();
    long goal = bytes() - wanted;
    int gone = 0;
    for (int number : List.copyOf(closed.keySet())) {
      if (bytes() > goal) {
        gone += rewrite(number, index.redundant(index.heldIn(number), upTo));
      }
    }
    for (int number : List.copyOf(closed.keySet())) {
      BitSet left = index.heldIn(number);
      while (bytes() > goal && left.cardinality() > 1 && left.nextSetBit(1) <= upTo) {
        BitSet half = FrameThinning.everySecond(left, 1, (int) Math.min(upTo, Integer.MAX_VALUE));
        int went = rewrite(number, half);
        if (went == 0) {
          break;
        }
        gone += went;
        left = index.heldIn(number);
      }
    }
    return gone;
  }

  /** Writes a segment anew without some frames; not worth it for a few bytes. */
  private int rewrite(int number, BitSet without) throws IOException {
    long before = closed.getOrDefault(number, 0L);
    if (damaged.contains(number) || index.bytes(without) < before / REWRITE_SHARE) {
      return 0;
    }
    Path path = FrameIndex.segmentPath(folder, number);
    ThinnedSegment thinned = ThinnedSegment.write(path, number, newMarker(), without, opener);
    index.replace(number, () -> thinned.putInPlaceOf(path), without, thinned.kept());
    closed.put(number, thinned.bytes());
    forceFolder();
    return without.cardinality();
  }

  /** Takes back what was appended since the last commit. */
  private void rollBack(Exception cause) {
    nextNumber -= pending.size();
    pending.clear();
    if (file == null) {
      return;
    }
    try {
      end = committedEnd;
      file.truncate(committedEnd);
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
      broken = true;
    }
  }

  /**
   * Whether an append failed in a way that could not be undone; close the log and open it again, it
   * then finds out what is durable.
   */
  public boolean broken() {
    return broken;
  }

  @Override
  public void close() throws IOException {
    try {
      if (file != null) {
        file.close();
        file = null;
      }
    } finally {
      lockChannel.close();
    }
  }
}
