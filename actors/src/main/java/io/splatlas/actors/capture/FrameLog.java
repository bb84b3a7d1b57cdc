package io.splatlas.actors.capture;

import io.splatlas.actors.disk.AppendFile;
import io.splatlas.actors.disk.DurableFiles;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable frames of one scene: append-only segment files in a folder of their own, a length and
 * a CRC32C per record, and an index in memory that is rebuilt when the log is opened.
 *
 * <p>Appends are durable once {@link #commit} returns (one fsync for all of them); whatever fails
 * before takes back all appends since the last commit. Opening cuts a torn tail and skips damaged
 * records, both named in the log. One thread at a time appends; {@link #reader} may be used by any.
 */
public final class FrameLog implements Closeable {
  /** Offsets are ints; a segment ends well before they do. */
  private static final long MAX_SEGMENT = 1L << 30;

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

  private final Path folder;
  private final long segmentBytes;
  private final AppendFile.Opener opener;
  private final LogLock lock;
  private final FrameIndex index;
  private final ClosedSegments closed;
  private final List<Pending> pending = new ArrayList<>();
  private List<Found> found = List.of();
  private @Nullable AppendFile file;
  private int segment;
  private long marker;
  private long end;
  private long committedEnd;
  private long nextNumber = 1;
  private boolean broken;

  private FrameLog(Path folder, long segmentBytes, AppendFile.Opener opener, LogLock lock) {
    this.folder = folder;
    this.segmentBytes = Math.min(segmentBytes, MAX_SEGMENT);
    this.opener = opener;
    this.lock = lock;
    this.index = new FrameIndex(folder);
    this.closed = new ClosedSegments(folder, index, opener);
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
    FrameLog log = new FrameLog(folder, segmentBytes, opener, LogLock.take(folder));
    try {
      log.recover();
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    LogRecovery recovery = LogRecovery.of(folder, opener, index, closed);
    found = recovery.found();
    segment = recovery.lastSegment();
    LogRecovery.Tail tail = recovery.tail();
    if (tail != null) {
      file = tail.file();
      marker = tail.marker();
      end = tail.end();
      committedEnd = tail.end();
    }
    nextNumber = index.lastNumber() + 1;
  }

  /** What was found when the log was opened, in order; the list is handed over. */
  public List<Found> takeFound() {
    List<Found> taken = found;
    found = List.of();
    return taken;
  }

  /** Reads committed frames. */
  public FrameReader reader() {
    return index;
  }

  /** Where the frames that can be read were seen from, in order: x, y, z each, metres. */
  float[] places() {
    return index.places();
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
    if (broken || !lock.isHeld()) {
      throw new FileSystemException(
          folder.toString(), null, "the frame log is closed or must be opened again");
    }
  }

  private AppendFile begin() throws IOException {
    int next = segment + 1;
    Path path = FrameIndex.segmentPath(folder, next);
    AppendFile begun = opener.open(path);
    try {
      long newMarker = SegmentFormat.newMarker();
      begun.write(SegmentFormat.fileHeader(SegmentFormat.APPENDED, next, newMarker), 0);
      begun.force();
      DurableFiles.syncFolder(folder);
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
      closed.add(segment, committedEnd);
    }
  }

  /** Bytes that the log takes. */
  public long bytes() {
    return closed.bytes() + (file == null ? 0 : committedEnd);
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
    return closed.thin(wanted, upTo);
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
      lock.close();
    }
  }
}
