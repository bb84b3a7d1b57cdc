package io.splatlas.actors.capture;

import io.splatlas.actors.disk.AppendFile;
import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A segment written anew without some of its frames, on disk beside the one it is to replace.
 *
 * @param file where it is
 * @param kept frames in it: offset and length by number
 * @param bytes of the file
 */
record ThinnedSegment(Path file, Map<Long, int[]> kept, long bytes) {

  /**
   * Writes it and makes it durable.
   *
   * @param path of the segment to read
   * @param without numbers of frames to leave out; records say that they were there
   */
  static ThinnedSegment write(
      Path path, int segment, long marker, BitSet without, AppendFile.Opener opener)
      throws IOException {
    Path next = path.resolveSibling(path.getFileName() + DurableFiles.UNFINISHED);
    Files.deleteIfExists(next);
    Map<Long, int[]> kept = new HashMap<>();
    long[] end = {SegmentFormat.FILE_HEADER};
    try (AppendFile out = opener.open(next)) {
      out.write(SegmentFormat.fileHeader(SegmentFormat.THINNED, segment, marker), 0);
      SegmentScan.of(
          path,
          (offset, bytes, entry) -> {
            LogRecord record = thinned(entry, without);
            ByteBuffer written = SegmentFormat.record(marker, record);
            if (record instanceof LogRecord.Frame frame) {
              kept.put(
                  frame.stored().number(),
                  new int[] {Math.toIntExact(end[0]), written.remaining()});
            }
            int length = written.remaining();
            out.write(written, end[0]);
            end[0] += length;
          });
      out.force();
    } catch (IOException | RuntimeException failure) {
      // A disk that is full needs the room of what could not be finished.
      try {
        Files.deleteIfExists(next);
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
    return new ThinnedSegment(next, kept, end[0]);
  }

  private static LogRecord thinned(LogRecord entry, BitSet without) {
    return entry instanceof LogRecord.Frame(StoredFrame stored)
            && without.get((int) stored.number())
        ? new LogRecord.Thinned(
            stored.number(),
            stored.robotId(),
            stored.frame().sequence(),
            stored.frame().captureTime())
        : entry;
  }

  /** Takes the place of the segment it was made from. */
  void putInPlaceOf(Path path) throws IOException {
    Files.move(file, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
