package io.splatlas.actors.image;

import io.splatlas.actors.image.DecodeException.Fault;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG, read before any decoder sees it (ISO/IEC 15948): size, kind, checksums.
 * Chunks that are not needed for the pixels (texts, profiles, transparency) are left out of the
 * {@code stripped} copy, so that nothing in them can be inflated.
 *
 * @param width pixels
 * @param height pixels
 * @param bitDepth bits a sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param stripped the image without metadata
 */
record PngStructure(int width, int height, int bitDepth, int colourType, byte[] stripped) {
  static final int GREY = 0;
  static final int PALETTE = 3;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** What a chunk adds to its data: length, name, checksum. */
  private static final int FRAME_BYTES = 12;

  static PngStructure parse(byte[] in) throws DecodeException {
    if (in.length < 8 || !Arrays.equals(in, 0, 8, SIGNATURE, 0, 8)) {
      throw bad("the data does not begin like a PNG");
    }
    byte[] out = new byte[in.length];
    System.arraycopy(in, 0, out, 0, 8);
    int kept = 8;
    int at = 8;
    boolean pixels = false;
    int name = 0;
    while (name != IEND) {
      int length = chunkLength(in, at);
      name = i32(in, at + 4);
      if (at == 8 && (name != IHDR || length != 13)) {
        throw bad("the PNG does not begin with its header");
      }
      if (name == IHDR || name == PLTE || name == IDAT || name == IEND) {
        checkSum(in, at, length);
        System.arraycopy(in, at, out, kept, length + FRAME_BYTES);
        kept += length + FRAME_BYTES;
      } else if ((in[at + 4] & 0x20) == 0) {
        throw bad("the PNG has an unknown critical chunk");
      }
      pixels |= name == IDAT;
      at += length + FRAME_BYTES;
    }
    if (!pixels) {
      throw bad("the PNG has no pixels");
    }
    return header(in, Arrays.copyOf(out, kept));
  }

  private static PngStructure header(byte[] in, byte[] stripped) throws DecodeException {
    int width = i32(in, 16);
    int height = i32(in, 20);
    if (width <= 0 || height <= 0) {
      throw bad("the PNG's size is not positive");
    }
    return new PngStructure(width, height, in[24] & 0xff, in[25] & 0xff, stripped);
  }

  private static int chunkLength(byte[] in, int at) throws DecodeException {
    if (at > in.length - FRAME_BYTES) {
      throw bad("the PNG is cut short");
    }
    int length = i32(in, at);
    if (length < 0 || length > in.length - at - FRAME_BYTES) {
      throw bad("the PNG is cut short");
    }
    return length;
  }

  private static void checkSum(byte[] in, int at, int length) throws DecodeException {
    CRC32 crc = new CRC32();
    crc.update(in, at + 4, length + 4);
    if ((int) crc.getValue() != i32(in, at + 8 + length)) {
      throw bad("a checksum in the PNG does not match");
    }
  }

  private static int i32(byte[] in, int at) {
    return (in[at] & 0xff) << 24
        | (in[at + 1] & 0xff) << 16
        | (in[at + 2] & 0xff) << 8
        | (in[at + 3] & 0xff);
  }

  private static DecodeException bad(String message) {
    return new DecodeException(Fault.UNDECODABLE, message);
  }
}
