package io.splatlas.actors.capture;

import io.splatlas.actors.disk.AppendFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a frame log holds when it is opened: enters its frames into the index, cuts a torn
 * tail, names what is damaged.
 */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  /** The last segment, to be gone on with behind its last sound record. */
  record Tail(AppendFile file, long marker, long end) {}

  private final Path folder;
  private final AppendFile.Opener opener;
  private final FrameIndex index;
  private final ClosedSegments closed;
  private final List<FrameLog.Found> found = new ArrayList<>();
  private @Nullable Tail tail;
  private int segment;

  private LogRecovery(
      Path folder, AppendFile.Opener opener, FrameIndex index, ClosedSegments closed) {
    this.folder = folder;
    this.opener = opener;
    this.index = index;
    this.closed = closed;
  }

  /**
   * Reads everything.
   *
   * @throws IOException when the disk fails or a newer version wrote the log
   */
  static LogRecovery of(
      Path folder, AppendFile.Opener opener, FrameIndex index, ClosedSegments closed)
      throws IOException {
    LogRecovery recovery = new LogRecovery(folder, opener, index, closed);
    List<Integer> segments = recovery.segments();
    for (int i = 0; i < segments.size(); i++) {
      recovery.recover(segments.get(i), i == segments.size() - 1);
    }
    return recovery;
  }

  /** What was found, in order. */
  List<FrameLog.Found> found() {
    return List.copyOf(found);
  }

  /** Null when the next record begins a new segment. */
  @Nullable Tail tail() {
    return tail;
  }

  /** Number of the last segment, 0 for none. */
  int lastSegment() {
    return segment;
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
    long sound = scan.size();
    for (SegmentScan.Damage damage : scan.damaged()) {
      boolean torn = last && damage.end() == scan.size();
      if (torn) {
        sound = damage.begin();
      } else {
        LOG.error(
            "{}: bytes {} to {} hold no sound record and are skipped; frames in them are lost",
            path,
            damage.begin(),
            damage.end());
      }
    }
    if (last && sound < scan.size()) {
      LOG.warn(
          "{}: cut a torn tail of {} bytes at byte {}; nothing in it was acknowledged",
          path,
          scan.size() - sound,
          sound);
    }
    if (last && scan.marker() != 0) {
      tail = openTail(path, scan, sound);
    } else if (last && scan.size() <= SegmentFormat.FILE_HEADER) {
      // A header that was never finished: the number is free again.
      Files.delete(path);
      segment--;
    } else if (scan.damaged().isEmpty()) {
      closed.add(number, scan.size());
    } else {
      closed.addDamaged(number, scan.size());
    }
  }

  private void take(long offset, int bytes, LogRecord entry) {
    switch (entry) {
      case LogRecord.Frame frame -> {
        StoredFrame stored = frame.stored();
        index.add(stored.number(), segment, offset, bytes, stored.frame().cameraToWorld());
        found.add(
            new FrameLog.Found.Frame(
                stored.number(),
                stored.robotId(),
                stored.frame().sequence(),
                stored.frame().captureTime(),
                bytes));
      }
      case LogRecord.Thinned t -> {
        index.addThinned(t.number());
        found.add(
            new FrameLog.Found.Thinned(t.number(), t.robotId(), t.sequence(), t.captureTime()));
      }
      case LogRecord.Refused r ->
          found.add(new FrameLog.Found.Refused(r.robotId(), r.sequence(), r.refusal()));
    }
  }

  /** Goes on behind the last sound record of the last segment. */
  private Tail openTail(Path path, SegmentScan scan, long sound) throws IOException {
    AppendFile file = opener.open(path);
    try {
      if (sound < scan.size()) {
        file.truncate(sound);
        file.force();
      }
      return new Tail(file, scan.marker(), sound);
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }
}
