package io.splatlas.actors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How a segment of a journal is laid out, big-endian. File header: {@code SPLATEVT} (long), version
 * (int), marker (long, random), CRC32C of these (int). Then records: marker (long), sequence number
 * (long), payload length (int), CRC32C of sequence number, length and payload (int), payload. The
 * marker lets a reader find the next record behind a damaged one.
 */
final class EventSegment {
  static final int FILE_HEADER = 24;
  static final int RECORD_HEADER = 24;
  private static final long MAGIC = 0x53504c4154455654L;
  private static final int VERSION = 1;

  /** Takes sound records and what lies between them, in order. */
  interface Visitor {
    /** A sound record; the payload is valid during the call only. */
    void record(long sequenceNr, ByteBuffer payload) throws IOException;

    /** Bytes that hold no sound record. */
    void damage(long begin, long end) throws IOException;
  }

  private EventSegment() {}

  static ByteBuffer fileHeader(long marker) {
    ByteBuffer out = ByteBuffer.allocate(FILE_HEADER);
    out.putLong(MAGIC).putInt(VERSION).putLong(marker);
    return out.putInt(crc(out.slice(0, 20))).flip();
  }

  static ByteBuffer record(long marker, long sequenceNr, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(RECORD_HEADER + payload.length);
    out.putLong(marker).putLong(sequenceNr).putInt(payload.length).putInt(0).put(payload);
    return out.putInt(20, recordCrc(out, 0, payload.length)).flip();
  }

  /**
   * Reads a segment from end to end.
   *
   * @return its marker, 0 when its header was never finished
   * @throws IOException when the disk fails, its header is damaged or a newer version wrote it
   */
  static long scan(Path path, Visitor visitor) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path));
    if (in.limit() < FILE_HEADER) {
      return 0;
    }
    if (in.getLong(0) != MAGIC || in.getInt(20) != crc(in.slice(0, 20))) {
      throw new IOException(path + " has a damaged header; its events cannot be read");
    }
    if (in.getInt(8) != VERSION) {
      throw new IOException(
          "%s is of format %d, which this version cannot read".formatted(path, in.getInt(8)));
    }
    long marker = in.getLong(12);
    int at = FILE_HEADER;
    while (at < in.limit()) {
      int length = soundRecord(in, at, marker);
      if (length < 0) {
        int next = nextRecord(in, at + 1, marker);
        visitor.damage(at, next);
        at = next;
      } else {
        visitor.record(in.getLong(at + 8), in.slice(at + RECORD_HEADER, length));
        at += RECORD_HEADER + length;
      }
    }
    return marker;
  }

  private static int nextRecord(ByteBuffer in, int from, long marker) {
    for (int at = from; at <= in.limit() - RECORD_HEADER; at++) {
      if (soundRecord(in, at, marker) >= 0) {
        return at;
      }
    }
    return in.limit();
  }

  private static int soundRecord(ByteBuffer in, int at, long marker) {
    if (at > in.limit() - RECORD_HEADER || in.getLong(at) != marker) {
      return -1;
    }
    int length = in.getInt(at + 16);
    if (length < 0 || length > in.limit() - at - RECORD_HEADER) {
      return -1;
    }
    return in.getInt(at + 20) == recordCrc(in, at, length) ? length : -1;
  }

  private static int recordCrc(ByteBuffer in, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(in.slice(at + 8, 12));
    crc.update(in.slice(at + RECORD_HEADER, length));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
