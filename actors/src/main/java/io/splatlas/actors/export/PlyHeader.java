package io.splatlas.actors.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The header of a .ply whose first element is {@code vertex}.
 *
 * @param count vertices promised
 * @param stride bytes of a vertex
 * @param fields scalar properties of a vertex by name
 */
record PlyHeader(int count, int stride, Map<String, Field> fields) {
  private static final int LONGEST_LINE = 512;
  private static final int MOST_LINES = 2048;

  /** Scalar types of .ply, by their size. */
  enum Type {
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    FLOAT32(4),
    FLOAT64(8);

    final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    static Type of(String name) throws IOException {
      return switch (name) {
        case "char", "int8" -> INT8;
        case "uchar", "uint8" -> UINT8;
        case "short", "int16" -> INT16;
        case "ushort", "uint16" -> UINT16;
        case "int", "int32" -> INT32;
        case "uint", "uint32" -> UINT32;
        case "float", "float32" -> FLOAT32;
        case "double", "float64" -> FLOAT64;
        default -> throw new IOException("a .ply property has the unknown type " + quoted(name));
      };
    }
  }

  /** Where a property lies within a vertex. */
  record Field(int offset, Type type) {}

  /** Reads the header and leaves the stream at the first vertex. */
  static PlyHeader read(InputStream in) throws IOException {
    if (!line(in).equals("ply")) {
      throw new IOException("not a .ply: it must begin with the line 'ply'");
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    boolean format = false;
    int count = -1;
    int stride = 0;
    boolean vertex = false;
    for (int lines = 0; lines < MOST_LINES; lines++) {
      String[] words = line(in).trim().split("\\s+");
      switch (words[0]) {
        case "comment", "obj_info", "" -> {}
        case "format" -> {
          checkFormat(words);
          format = true;
        }
        case "element" -> {
          if (count < 0) {
            count = vertexCount(words);
            vertex = true;
          } else {
            vertex = false;
          }
        }
        case "property" -> {
          if (vertex) {
            Field field = new Field(stride, scalar(words));
            if (fields.put(words[2], field) != null) {
              throw new IOException("the .ply names a property twice: " + quoted(words[2]));
            }
            stride += field.type().bytes;
          }
        }
        case "end_header" -> {
          if (!format || count < 0) {
            throw new IOException("the .ply header lacks its format or its vertices");
          }
          return new PlyHeader(count, stride, fields);
        }
        default -> throw new IOException("the .ply header has the line " + quoted(words[0]));
      }
    }
    throw new IOException("the .ply header has more than " + MOST_LINES + " lines");
  }

  private static void checkFormat(String[] words) throws IOException {
    if (words.length != 3 || !words[1].equals("binary_little_endian")) {
      throw new IOException("only binary_little_endian .ply files can be read");
    }
  }

  private static int vertexCount(String[] words) throws IOException {
    if (words.length != 3 || !words[1].equals("vertex")) {
      throw new IOException("the first element of the .ply must be 'vertex'");
    }
    try {
      int count = Integer.parseInt(words[2]);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      throw new IOException(
          "the .ply promises no number of vertices: " + quoted(words[2]), notANumber);
    }
    throw new IOException("the .ply promises no number of vertices: " + quoted(words[2]));
  }

  private static Type scalar(String[] words) throws IOException {
    if (words.length != 3) {
      throw new IOException("vertices of the .ply may have scalar properties only");
    }
    return Type.of(words[1].toLowerCase(Locale.ROOT));
  }

  private static String line(InputStream in) throws IOException {
    byte[] bytes = new byte[LONGEST_LINE];
    for (int length = 0; length < LONGEST_LINE; length++) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the .ply ends within its header");
      }
      if (next == '\n') {
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
      }
      bytes[length] = (byte) next;
    }
    throw new IOException("the .ply header has a line of more than " + LONGEST_LINE + " bytes");
  }

  /** A word of a file nobody vouches for, fit for a message. */
  private static String quoted(String word) {
    String plain = word.replaceAll("[^\\x20-\\x7e]", "?");
    return "'" + (plain.length() > 40 ? plain.substring(0, 40) + "..." : plain) + "'";
  }
}
