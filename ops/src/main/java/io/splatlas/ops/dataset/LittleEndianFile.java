package io.splatlas.ops.dataset;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A little-endian binary file that knows how much of it is left, so that no announced count is
 * believed.
 */
final class LittleEndianFile implements Closeable {

  private static final long MAX_BYTES = 16L << 30;

  private final Path file;
  private final DataInputStream in;
  private long remaining;

  LittleEndianFile(Path file) throws IOException {
    this.file = file;
    this.remaining = CapturePaths.requireFile(file, MAX_BYTES);
    this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  Path file() {
    return file;
  }

  /** A count of records that must fit in the rest of the file. */
  long count(String what, int smallestRecord) throws IOException {
    long count = int64(what);
    if (count < 0 || count > remaining / smallestRecord) {
      throw new DatasetException(
          file,
          what,
          "announces "
              + Long.toUnsignedString(count)
              + " records, more than fit in the "
              + remaining
              + " bytes left");
    }
    return count;
  }

  int uint8(String what) throws IOException {
    take(1, what);
    return in.readUnsignedByte();
  }

  int int32(String what) throws IOException {
    take(4, what);
    return Integer.reverseBytes(in.readInt());
  }

  long int64(String what) throws IOException {
    take(8, what);
    return Long.reverseBytes(in.readLong());
  }

  double float64(String what) throws IOException {
    return Double.longBitsToDouble(int64(what));
  }

  /** Text up to a zero byte. */
  String text(String what, int maxLength) throws IOException {
    byte[] bytes = new byte[maxLength];
    int length = 0;
    for (int b = uint8(what); b != 0; b = uint8(what)) {
      if (length == maxLength) {
        throw new DatasetException(file, what, "has more than " + maxLength + " characters");
      }
      bytes[length++] = (byte) b;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  void skip(long bytes, String what) throws IOException {
    take(bytes, what);
    in.skipNBytes(bytes);
  }

  void requireEnd() throws DatasetException {
    if (remaining != 0) {
      throw new DatasetException(file, "", "has " + remaining + " bytes after its last record");
    }
  }

  private void take(long bytes, String what) throws DatasetException {
    if (bytes > remaining) {
      throw new DatasetException(file, what, "the file is cut off");
    }
    remaining -= bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
