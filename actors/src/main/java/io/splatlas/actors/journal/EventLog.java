package io.splatlas.actors.journal;

import io.splatlas.actors.disk.AppendFile;
import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one persistence id: append-only segment files in a folder. Opening cuts a torn tail
 * and skips damaged records, both named in the log. No file stays open between operations. Blocks;
 * used by one thread at a time.
 */
final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  /** Takes an event; the payload is valid during the call only. */
  @FunctionalInterface
  interface Reader {
    /** An event. */
    void event(long sequenceNr, ByteBuffer payload) throws IOException;
  }

  private final Path folder;
  private final AppendFile.Opener opener;
  private final long segmentBytes;
  private final SecureRandom markers = new SecureRandom();

  /** Highest sequence number per segment, 0 in one without events. */
  private final TreeMap<Integer, Long> highest = new TreeMap<>();

  /** Of the newest segment. */
  private long marker;

  private long end;
  private boolean broken;

  private EventLog(Path folder, AppendFile.Opener opener, long segmentBytes) {
    this.folder = folder;
    this.opener = opener;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Opens the log in a folder; the first event makes it.
   *
   * @param segmentBytes size at which a new segment is begun
   * @throws IOException when the disk fails or a newer version wrote it
   */
  static EventLog open(Path folder, AppendFile.Opener opener, long segmentBytes)
      throws IOException {
    EventLog log = new EventLog(folder, opener, segmentBytes);
    List<Integer> segments = log.segments();
    for (int number : segments) {
      log.recover(number, number == segments.getLast());
    }
    return log;
  }

  private List<Integer> segments() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("events-[0-9]{6}\\.log"))
          .map(name -> Integer.valueOf(name.substring(7, 13)))
          .sorted()
          .toList();
    }
  }

  private Path path(int segment) {
    return folder.resolve("events-%06d.log".formatted(segment));
  }

  private void recover(int segment, boolean last) throws IOException {
    Path path = path(segment);
    long size = Files.size(path);
    List<long[]> damaged = new ArrayList<>();
    long found =
        EventSegment.scan(
            path,
            new EventSegment.Visitor() {
              @Override
              public void record(long sequenceNr, ByteBuffer payload) {
                highest.merge(segment, sequenceNr, Math::max);
              }

              @Override
              public void damage(long begin, long damageEnd) {
                damaged.add(new long[] {begin, damageEnd});
              }
            });
    if (found == 0) {
      LOG.warn("{}: deleted, it was begun and never used", path);
      Files.delete(path);
      return;
    }
    highest.putIfAbsent(segment, 0L);
    long tail = size;
    for (long[] damage : damaged) {
      if (last && damage[1] == size) {
        tail = damage[0];
      } else {
        LOG.error(
            "{}: bytes {} to {} hold no sound record; events in them are lost",
            path,
            damage[0],
            damage[1]);
      }
    }
    if (last) {
      goOn(path, found, tail, size);
    }
  }

  private void goOn(Path path, long foundMarker, long tail, long size) throws IOException {
    if (tail < size) {
      LOG.warn(
          "{}: cut a torn tail of {} bytes at byte {}; nothing in it was told",
          path,
          size - tail,
          tail);
      try (AppendFile file = opener.open(path)) {
        file.truncate(tail);
        file.force();
      }
    }
    marker = foundMarker;
    end = tail;
  }

  /** The highest sequence number of all events, deleted ones included; 0 without any. */
  long highest() {
    return highest.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** An event to append. */
  record Appended(long sequenceNr, byte[] payload) {}

  /**
   * Appends events; durable on return.
   *
   * @throws IOException when the disk is full or fails; none is appended then
   */
  void append(List<Appended> events) throws IOException {
    if (broken) {
      throw new IOException("the journal in " + folder + " must be opened again");
    }
    if (highest.isEmpty() || end >= segmentBytes) {
      begin();
    }
    try (AppendFile file = opener.open(path(highest.lastKey()))) {
      long newEnd = write(file, events);
      end = newEnd;
    }
    for (Appended event : events) {
      highest.merge(highest.lastKey(), event.sequenceNr(), Math::max);
    }
  }

  private long write(AppendFile file, List<Appended> events) throws IOException {
    long at = end;
    try {
      for (Appended event : events) {
        ByteBuffer out = EventSegment.record(marker, event.sequenceNr(), event.payload());
        int bytes = out.remaining();
        file.write(out, at);
        at += bytes;
      }
      file.force();
      return at;
    } catch (IOException | RuntimeException failure) {
      takeBack(file, failure);
      throw failure;
    }
  }

  private void takeBack(AppendFile file, Exception cause) {
    try {
      file.truncate(end);
    } catch (IOException | RuntimeException failure) {
      cause.addSuppressed(failure);
      broken = true;
    }
  }

  private void begin() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      DurableFiles.syncFolderOf(folder);
    }
    int segment = highest.isEmpty() ? 1 : highest.lastKey() + 1;
    Path path = path(segment);
    long newMarker = markers.nextLong() | 1;
    try (AppendFile begun = opener.open(path)) {
      begun.write(EventSegment.fileHeader(newMarker), 0);
      begun.force();
    } catch (IOException | RuntimeException failure) {
      Files.deleteIfExists(path);
      throw failure;
    }
    DurableFiles.syncFolder(folder);
    marker = newMarker;
    highest.put(segment, 0L);
    end = EventSegment.FILE_HEADER;
  }

  /** Whether it must be opened anew, to find out what is durable. */
  boolean broken() {
    return broken;
  }

  /** Reads the events whose sequence numbers lie between two, both included, at most so many. */
  void read(long from, long to, long most, Reader reader) throws IOException {
    long[] left = {most};
    for (var segment : highest.entrySet()) {
      if (segment.getValue() < from || left[0] <= 0) {
        continue;
      }
      EventSegment.scan(
          path(segment.getKey()),
          new EventSegment.Visitor() {
            @Override
            public void record(long sequenceNr, ByteBuffer payload) throws IOException {
              if (sequenceNr >= from && sequenceNr <= to && left[0]-- > 0) {
                reader.event(sequenceNr, payload);
              }
            }

            @Override
            public void damage(long begin, long damageEnd) {
              // Named when the log was opened.
            }
          });
    }
  }

  /**
   * Forgets events up to a sequence number, as far as whole segments have no others; the newest
   * segment stays, since it knows the highest number.
   */
  void deleteUpTo(long sequenceNr) throws IOException {
    while (highest.size() > 1
        && highest.lastEntry().getValue() > 0
        && highest.firstEntry().getValue() <= sequenceNr) {
      Files.deleteIfExists(path(highest.firstKey()));
      highest.remove(highest.firstKey());
    }
  }
}
