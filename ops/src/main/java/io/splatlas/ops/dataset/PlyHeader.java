package io.splatlas.ops.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a PLY file whose first element is {@code vertex} with scalar properties.
 *
 * @param order byte order of the body, or empty for ascii
 * @param count vertices; checked against the bytes of the body
 * @param properties of a vertex, in order
 * @param length bytes of the header
 */
record PlyHeader(Optional<ByteOrder> order, int count, List<Property> properties, int length) {

  private static final int MAX_LENGTH = 64 << 10;
  private static final int MAX_PROPERTIES = 1024;

  /** A named number of a vertex. */
  record Property(String name, Type type) {}

  /** The scalar types of the format under both of their names. */
  enum Type {
    CHAR(1),
    UCHAR(1),
    SHORT(2),
    USHORT(2),
    INT(4),
    UINT(4),
    FLOAT(4),
    DOUBLE(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    static Optional<Type> of(String name) {
      return switch (name) {
        case "char", "int8" -> Optional.of(CHAR);
        case "uchar", "uint8" -> Optional.of(UCHAR);
        case "short", "int16" -> Optional.of(SHORT);
        case "ushort", "uint16" -> Optional.of(USHORT);
        case "int", "int32" -> Optional.of(INT);
        case "uint", "uint32" -> Optional.of(UINT);
        case "float", "float32" -> Optional.of(FLOAT);
        case "double", "float64" -> Optional.of(DOUBLE);
        default -> Optional.empty();
      };
    }

    double read(ByteBuffer in) {
      return switch (this) {
        case CHAR -> in.get();
        case UCHAR -> in.get() & 0xff;
        case SHORT -> in.getShort();
        case USHORT -> in.getShort() & 0xffff;
        case INT -> in.getInt();
        case UINT -> in.getInt() & 0xffffffffL;
        case FLOAT -> in.getFloat();
        case DOUBLE -> in.getDouble();
      };
    }

    /** Whether a colour of this type is a share of one. */
    boolean fraction() {
      return this == FLOAT || this == DOUBLE;
    }
  }

  static PlyHeader read(Path file, byte[] bytes) throws DatasetException {
    int limit = Math.min(bytes.length, MAX_LENGTH);
    String text = new String(bytes, 0, limit, StandardCharsets.ISO_8859_1);
    int marker = text.indexOf("end_header");
    int end = marker < 0 ? -1 : text.indexOf('\n', marker);
    if (!text.startsWith("ply") || end < 0) {
      throw new DatasetException(file, "header", "is not that of a PLY file");
    }
    return new Parser(file)
        .parse(text.substring(0, marker).split("\\r?\\n"), end + 1, bytes.length);
  }

  private static final class Parser {
    private final Path file;
    private final List<Property> properties = new ArrayList<>();
    private Optional<ByteOrder> order = Optional.empty();
    private boolean formatSeen;
    private long count = -1;
    private boolean inVertex;

    Parser(Path file) {
      this.file = file;
    }

    PlyHeader parse(String[] lines, int length, int fileLength) throws DatasetException {
      for (int i = 1; i < lines.length; i++) {
        line(lines[i].trim().split("\\s+"));
      }
      if (!formatSeen || count < 0) {
        throw wrong("has no format or no vertex element");
      }
      for (String axis : List.of("x", "y", "z")) {
        if (properties.stream().noneMatch(property -> property.name.equals(axis))) {
          throw wrong("has no vertex property " + axis);
        }
      }
      if (count > capacity(fileLength - length)) {
        throw wrong("announces " + count + " vertices, more than the file holds");
      }
      return new PlyHeader(order, (int) count, List.copyOf(properties), length);
    }

    /** The most vertices that a body of this many bytes can hold. */
    private long capacity(int bodyLength) {
      if (order.isEmpty()) {
        // A digit and a separator a number; the last number may go without its separator.
        return (bodyLength + 1L) / (2L * properties.size());
      }
      return bodyLength / properties.stream().mapToLong(property -> property.type.bytes).sum();
    }

    private void line(String[] words) throws DatasetException {
      switch (words[0]) {
        case "format" -> format(words);
        case "element" -> element(words);
        case "property" -> property(words);
        case "comment", "obj_info", "" -> {
          // Free text.
        }
        default -> throw wrong("has the unknown line " + CapturePaths.printable(words[0]));
      }
    }

    private void format(String[] words) throws DatasetException {
      formatSeen = true;
      order =
          switch (words.length > 1 ? words[1] : "") {
            case "ascii" -> Optional.empty();
            case "binary_little_endian" -> Optional.of(ByteOrder.LITTLE_ENDIAN);
            case "binary_big_endian" -> Optional.of(ByteOrder.BIG_ENDIAN);
            default -> throw wrong("has an unknown format");
          };
    }

    private void element(String[] words) throws DatasetException {
      if (words.length != 3) {
        throw wrong("has an element without name or count");
      }
      inVertex = words[1].equals("vertex");
      if (inVertex) {
        if (count >= 0) {
          throw wrong("has two vertex elements");
        }
        count = number(words[2]);
      } else if (count < 0) {
        throw wrong("must have vertex as its first element");
      }
    }

    private long number(String word) throws DatasetException {
      try {
        long value = Long.parseLong(word);
        if (value >= 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new DatasetException(file, "header", "the vertex count is not a number", e);
      }
      throw wrong("the vertex count is negative");
    }

    private void property(String[] words) throws DatasetException {
      if (!inVertex) {
        return;
      }
      Optional<Type> type = words.length == 3 ? Type.of(words[1]) : Optional.empty();
      if (type.isEmpty() || properties.size() >= MAX_PROPERTIES) {
        throw wrong("has a vertex property that is not a scalar, or too many");
      }
      properties.add(new Property(words[2], type.get()));
    }

    private DatasetException wrong(String problem) {
      return new DatasetException(file, "header", problem);
    }
  }
}
