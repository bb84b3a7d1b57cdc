package io.splatlas.actors.image;

import io.splatlas.actors.image.DecodeException.Fault;
import java.util.Arrays;

/**
 * The segments of a JPEG, read before any decoder sees it (ITU-T T.81, annex B): size, kind, number
 * of scans. Application segments that only carry metadata (Exif, profiles, thumbnails) are left out
 * of the {@code stripped} copy, so that a decoder has less to be fooled by.
 *
 * @param width pixels
 * @param height pixels
 * @param stripped the image without metadata
 */
record JpegStructure(int width, int height, byte[] stripped) {
  /** More scans than any encoder writes only serve to keep a decoder busy. */
  private static final int MAX_SCANS = 128;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int COM = 0xfe;

  static JpegStructure parse(byte[] bytes) throws DecodeException {
    return new Parser(bytes).parse();
  }

  private static final class Parser {
    private final byte[] in;
    private final byte[] out;
    private int at;
    private int kept;
    private int width;
    private int height;
    private int scans;

    Parser(byte[] in) {
      this.in = in;
      this.out = new byte[in.length];
    }

    JpegStructure parse() throws DecodeException {
      if (in.length < 4 || (in[0] & 0xff) != 0xff || (in[1] & 0xff) != SOI) {
        throw bad("the data does not begin like a JPEG");
      }
      keep(0, 2);
      at = 2;
      boolean more = true;
      while (more) {
        more = segment();
      }
      if (width == 0 || height == 0 || scans == 0) {
        throw bad("the JPEG has no frame or no scan");
      }
      return new JpegStructure(width, height, Arrays.copyOf(out, kept));
    }

    /** Takes one segment; false after the end of the image. */
    private boolean segment() throws DecodeException {
      int marker = marker();
      if (marker == EOI) {
        keep(at - 2, at);
        return false;
      }
      if (at + 2 > in.length) {
        throw cutShort();
      }
      int length = u16(at);
      if (length < 2 || at + length > in.length) {
        throw cutShort();
      }
      int begin = at;
      at += length;
      if (isFrame(marker)) {
        frame(begin, length);
      }
      if (!isMetadata(marker)) {
        keep(begin - 2, at);
      }
      if (marker == SOS) {
        scan();
      }
      return true;
    }

    private int marker() throws DecodeException {
      if (at + 2 > in.length) {
        throw cutShort();
      }
      if ((in[at] & 0xff) != 0xff) {
        throw bad("the JPEG is damaged: no marker at byte " + at);
      }
      while (at + 1 < in.length && (in[at + 1] & 0xff) == 0xff) {
        at++;
      }
      if (at + 1 >= in.length) {
        throw cutShort();
      }
      int marker = in[at + 1] & 0xff;
      at += 2;
      return marker;
    }

    private void frame(int begin, int length) throws DecodeException {
      if (width != 0) {
        throw bad("the JPEG has more than one frame");
      }
      if (length < 8) {
        throw bad("the JPEG's frame header is too short");
      }
      int precision = in[begin + 2] & 0xff;
      height = u16(begin + 3);
      width = u16(begin + 5);
      int components = in[begin + 7] & 0xff;
      if (precision != 8 || (components != 1 && components != 3)) {
        throw bad(
            "the JPEG has %d channels of %d bits, expected 1 or 3 of 8"
                .formatted(components, precision));
      }
      if (width == 0 || height == 0) {
        throw bad("the JPEG does not say its size");
      }
    }

    private void scan() throws DecodeException {
      if (++scans > MAX_SCANS) {
        throw bad("the JPEG has more than " + MAX_SCANS + " scans");
      }
      int begin = at;
      while (at + 1 < in.length && !endsScan(in[at], in[at + 1])) {
        at++;
      }
      if (at + 1 >= in.length) {
        throw cutShort();
      }
      keep(begin, at);
    }

    /** A marker that is neither a stuffed zero, a fill byte nor a restart. */
    private static boolean endsScan(byte first, byte second) {
      int s = second & 0xff;
      return (first & 0xff) == 0xff && s != 0 && s != 0xff && (s < 0xd0 || s > 0xd7);
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** APP0 (JFIF) and APP14 (Adobe) say how channels are coded; the rest is metadata. */
    private static boolean isMetadata(int marker) {
      return marker == COM || (marker > 0xe0 && marker <= 0xef && marker != 0xee);
    }

    private void keep(int from, int to) {
      System.arraycopy(in, from, out, kept, to - from);
      kept += to - from;
    }

    private int u16(int offset) {
      return (in[offset] & 0xff) << 8 | (in[offset + 1] & 0xff);
    }

    private static DecodeException cutShort() {
      return bad("the JPEG is cut short");
    }

    private static DecodeException bad(String message) {
      return new DecodeException(Fault.UNDECODABLE, message);
    }
  }
}
