package io.splatlas.actors.blob;

import io.splatlas.actors.disk.DurableFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Blobs that tell when they are not what was written. Laid out big-endian: {@code SPLATBLB} (long),
 * kind (int, four letters), version of the kind (int), the content, CRC32C of all before (int).
 */
public final class SealedBlobs {
  private static final long MAGIC = 0x53504c4154424c42L;
  private static final int HEADER = 16;
  private static final int TRAILER = 4;
  private static final int BUFFER = 1 << 16;

  /** Writes the content of a blob. */
  @FunctionalInterface
  public interface Writer {
    /** Writes everything. */
    void write(DataOutputStream out) throws IOException;
  }

  /**
   * Reads the content of a blob.
   *
   * @param <T> what it is
   */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads everything, of a blob of that version whose checksum is right. */
    T read(int version, DataInputStream in) throws IOException;
  }

  private SealedBlobs() {}

  /** A number for a kind of blob, from its four letters. */
  public static int kind(String letters) {
    if (letters.length() != 4) {
      throw new IllegalArgumentException("a kind has four letters, got " + letters);
    }
    return letters.charAt(0) << 24
        | letters.charAt(1) << 16
        | letters.charAt(2) << 8
        | letters.charAt(3);
  }

  /** What {@link BlobStore#put} takes for a sealed blob. */
  public static DurableFiles.Content content(int kind, int version, Writer writer) {
    return out -> write(out, kind, version, writer);
  }

  private static void write(OutputStream out, int kind, int version, Writer writer)
      throws IOException {
    CRC32C crc = new CRC32C();
    DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, crc));
    data.writeLong(MAGIC);
    data.writeInt(kind);
    data.writeInt(version);
    writer.write(data);
    data.flush();
    int sum = (int) crc.getValue();
    DataOutputStream trailer = new DataOutputStream(out);
    trailer.writeInt(sum);
    trailer.flush();
  }

  /**
   * Checks a blob as a whole, then reads it.
   *
   * @throws CorruptBlobException when it is not what was written, or of another kind
   * @throws IOException when the store fails
   */
  public static <T> T read(BlobStore store, String name, int kind, Reader<T> reader)
      throws IOException {
    check(store, name);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(store.open(name), BUFFER))) {
      if (in.readLong() != MAGIC || in.readInt() != kind) {
        throw new CorruptBlobException(name, "is something else than expected");
      }
      return reader.read(in.readInt(), in);
    } catch (EOFException | IllegalArgumentException | NegativeArraySizeException broken) {
      CorruptBlobException corrupt =
          new CorruptBlobException(name, "cannot be read: " + broken.getMessage());
      corrupt.initCause(broken);
      throw corrupt;
    }
  }

  private static void check(BlobStore store, String name) throws IOException {
    long size = store.size(name);
    if (size < HEADER + TRAILER) {
      throw new CorruptBlobException(name, "is cut off at " + size + " bytes");
    }
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = store.open(name)) {
      for (long left = size - TRAILER; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new CorruptBlobException(name, "ends early");
        }
        crc.update(buffer, 0, read);
        left -= read;
      }
      if (new DataInputStream(in).readInt() != (int) crc.getValue()) {
        throw new CorruptBlobException(name, "has a wrong checksum");
      }
    }
  }
}
