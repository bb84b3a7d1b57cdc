package io.splatlas.ops.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Mends the checksums of a PNG, without which hardly a mutation gets past them. */
final class PngSeal {
  private static final int SIGNATURE = 8;

  /** Length and name before a chunk's content, checksum behind it. */
  private static final int FRAME = 12;

  private PngSeal() {}

  /** A copy in which every whole chunk has its right checksum. */
  static byte[] sealed(byte[] png) {
    byte[] copy = png.clone();
    ByteBuffer bytes = ByteBuffer.wrap(copy);
    int at = SIGNATURE;
    while (at <= copy.length - FRAME) {
      int length = bytes.getInt(at);
      if (length < 0 || length > copy.length - at - FRAME) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(copy, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += length + FRAME;
    }
    return copy;
  }
}
