package io.splatlas.actors.capture;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/**
 * How a segment is laid out, big-endian. File header: {@code SPLATLOG}, version (int), segment
 * number (int), marker (long, random), CRC32C of these (int). Then records: marker (long), version
 * (byte), kind (byte), 0 (short), payload length (int), CRC32C of version to length and of the
 * payload (int), payload. The marker lets a reader find the next record behind a damaged one; being
 * random, no image that a robot sends can pretend to be a record. Format 1 is what is appended to;
 * format 2 is a segment that was thinned out and may hold records of thinned frames.
 */
final class SegmentFormat {
  static final int FILE_HEADER = 28;
  static final int RECORD_HEADER = 20;

  private static final long MAGIC = 0x53504c41544c4f47L;
  static final int APPENDED = 1;
  static final int THINNED = 2;

  /** Longest payload taken for real: two images of 16 MiB, points and room to spare. */
  private static final int MAX_PAYLOAD = 64 << 20;

  private static final SecureRandom MARKERS = new SecureRandom();

  private SegmentFormat() {}

  /** A marker for a new segment; never 0. */
  static long newMarker() {
    long value = MARKERS.nextLong();
    return value == 0 ? 1 : value;
  }

  static ByteBuffer fileHeader(int version, int segment, long marker) {
    ByteBuffer out = ByteBuffer.allocate(FILE_HEADER);
    out.putLong(MAGIC).putInt(version).putInt(segment).putLong(marker);
    out.putInt(crc(out, 0, 24)).flip();
    return out;
  }

  static ByteBuffer record(long marker, LogRecord entry) {
    int length = RecordCodec.size(entry);
    ByteBuffer out = ByteBuffer.allocate(RECORD_HEADER + length);
    out.putLong(marker).put(RecordCodec.VERSION).put(RecordCodec.kind(entry)).putShort((short) 0);
    out.putInt(length).putInt(0);
    RecordCodec.write(entry, out);
    out.putInt(16, recordCrc(out, 0, length)).flip();
    return out;
  }

  /** Whether a sound file header is here; {@code in} is the whole file. */
  static boolean soundHeader(ByteBuffer in) {
    return in.limit() >= FILE_HEADER && in.getLong(0) == MAGIC && in.getInt(24) == crc(in, 0, 24);
  }

  static int fileVersion(ByteBuffer in) {
    return in.getInt(8);
  }

  static boolean readable(int fileVersion) {
    return fileVersion == APPENDED || fileVersion == THINNED;
  }

  static long marker(ByteBuffer in) {
    return in.getLong(16);
  }

  /** Payload length of the sound record at an offset, -1 when there is none. */
  static int soundRecord(ByteBuffer in, int offset, long marker) {
    if (offset > in.limit() - RECORD_HEADER || in.getLong(offset) != marker) {
      return -1;
    }
    int length = in.getInt(offset + 12);
    if (length < 0 || length > MAX_PAYLOAD || length > in.limit() - offset - RECORD_HEADER) {
      return -1;
    }
    return in.getInt(offset + 16) == recordCrc(in, offset, length) ? length : -1;
  }

  private static int recordCrc(ByteBuffer in, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(in.slice(offset + 8, 8));
    crc.update(in.slice(offset + RECORD_HEADER, length));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer in, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(in.slice(offset, length));
    return (int) crc.getValue();
  }
}
