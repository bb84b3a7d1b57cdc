package io.splatlas.gateway.render;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A PNG writer (ISO/IEC 15948) for speed rather than size: every row is filtered by the one above
 * it ("Up") and deflated at the fastest level; many times faster than ImageIO for large pictures.
 */
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final byte FILTER_UP = 2;

  private Png() {}

  /**
   * An 8-bit grey picture.
   *
   * @param samples width * height
   */
  public static byte[] grey8(int width, int height, byte[] samples) {
    return write(width, height, 8, GREY, width, samples);
  }

  /**
   * A 16-bit grey picture.
   *
   * @param samples width * height, unsigned
   */
  public static byte[] grey16(int width, int height, short[] samples) {
    byte[] bytes = new byte[2 * width * height];
    for (int i = 0; i < width * height; i++) {
      bytes[2 * i] = (byte) (samples[i] >> 8);
      bytes[2 * i + 1] = (byte) samples[i];
    }
    return write(width, height, 16, GREY, 2 * width, bytes);
  }

  /**
   * An 8-bit colour picture.
   *
   * @param samples interleaved red, green, blue: 3 * width * height
   */
  public static byte[] rgb8(int width, int height, byte[] samples) {
    return write(width, height, 8, RGB, 3 * width, samples);
  }

  private static byte[] write(
      int width, int height, int bits, int colourType, int stride, byte[] samples) {
    if (samples.length < (long) stride * height) {
      throw new IllegalArgumentException(
          "%dx%d picture of %d bytes a row has %d bytes"
              .formatted(width, height, stride, samples.length));
    }
    Bytes out = new Bytes(1024 + stride * height / 4);
    out.put(SIGNATURE, SIGNATURE.length);
    int header = out.beginChunk("IHDR");
    out.putInt(width);
    out.putInt(height);
    out.put(new byte[] {(byte) bits, (byte) colourType, 0, 0, 0}, 5);
    out.endChunk(header);
    int data = out.beginChunk("IDAT");
    deflateRows(stride, height, samples, out);
    out.endChunk(data);
    out.endChunk(out.beginChunk("IEND"));
    return out.toArray();
  }

  private static void deflateRows(int stride, int height, byte[] samples, Bytes out) {
    byte[] row = new byte[stride + 1];
    byte[] packed = new byte[32 << 10];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      for (int y = 0; y < height; y++) {
        filterUp(samples, y, stride, row);
        deflater.setInput(row);
        drain(deflater, packed, out);
      }
      deflater.finish();
      drain(deflater, packed, out);
    } finally {
      deflater.end();
    }
  }

  private static void filterUp(byte[] samples, int y, int stride, byte[] row) {
    row[0] = FILTER_UP;
    int at = y * stride;
    if (y == 0) {
      System.arraycopy(samples, 0, row, 1, stride);
      return;
    }
    for (int x = 0; x < stride; x++) {
      row[x + 1] = (byte) (samples[at + x] - samples[at + x - stride]);
    }
  }

  private static void drain(Deflater deflater, byte[] packed, Bytes out) {
    for (int n = deflater.deflate(packed); n > 0; n = deflater.deflate(packed)) {
      out.put(packed, n);
    }
  }

  /** A growing array with PNG's chunks: length, name, content, CRC of name and content. */
  private static final class Bytes {
    private byte[] bytes;
    private int size;

    Bytes(int expected) {
      bytes = new byte[expected];
    }

    void put(byte[] source, int count) {
      if (count > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, size + count));
      }
      System.arraycopy(source, 0, bytes, size, count);
      size += count;
    }

    void putInt(int value) {
      put(bigEndian(value), 4);
    }

    int beginChunk(String name) {
      int start = size;
      putInt(0);
      put(name.getBytes(StandardCharsets.US_ASCII), 4);
      return start;
    }

    void endChunk(int start) {
      System.arraycopy(bigEndian(size - start - 8), 0, bytes, start, 4);
      CRC32 crc = new CRC32();
      crc.update(bytes, start + 4, size - start - 4);
      putInt((int) crc.getValue());
    }

    byte[] toArray() {
      return Arrays.copyOf(bytes, size);
    }

    private static byte[] bigEndian(int value) {
      return new byte[] {
        (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
      };
    }
  }
}
