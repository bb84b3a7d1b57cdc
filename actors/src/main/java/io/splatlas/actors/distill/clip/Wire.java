package io.splatlas.actors.distill.clip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The protobuf wire format, as much of it as ONNX files need: fields of a message as slices of its
 * bytes, and messages put together again. Nothing is copied while reading.
 */
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /**
   * One field of a message.
   *
   * @param number of the field
   * @param value of a varint, 0 for others
   * @param from first byte of its content
   * @param to byte behind its content
   */
  record Field(int number, long value, int from, int to) {}

  private Wire() {}

  /**
   * The fields of a message, in their order.
   *
   * @throws IllegalArgumentException when the bytes are no message
   */
  static List<Field> fields(byte[] bytes, int from, int to) {
    List<Field> fields = new ArrayList<>();
    Cursor cursor = new Cursor(bytes, from, to);
    while (cursor.at < to) {
      long tag = cursor.varint();
      int number = (int) (tag >>> 3);
      if (number <= 0 || tag >>> 3 > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("a field has the number " + (tag >>> 3));
      }
      switch ((int) (tag & 7)) {
        case VARINT -> {
          int start = cursor.at;
          long value = cursor.varint();
          fields.add(new Field(number, value, start, cursor.at));
        }
        case FIXED64 -> fields.add(cursor.skip(number, 8));
        case BYTES -> fields.add(cursor.skip(number, cursor.varint()));
        case FIXED32 -> fields.add(cursor.skip(number, 4));
        default -> throw new IllegalArgumentException("a field has the wire type " + (tag & 7));
      }
    }
    return fields;
  }

  static String text(byte[] bytes, Field field) {
    return new String(bytes, field.from(), field.to() - field.from(), StandardCharsets.UTF_8);
  }

  /** The number that begins at a place. */
  static long varint(byte[] bytes, int from, int to) {
    return new Cursor(bytes, from, to).varint();
  }

  private static final class Cursor {
    private final byte[] bytes;
    private final int to;
    private int at;

    Cursor(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.at = from;
      this.to = to;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= to) {
          throw new IllegalArgumentException("it ends within a number");
        }
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("a number has more than ten bytes");
    }

    Field skip(int number, long length) {
      if (length < 0 || length > to - at) {
        throw new IllegalArgumentException(
            "a field of %d bytes begins %d bytes before the end".formatted(length, to - at));
      }
      int start = at;
      at += (int) length;
      return new Field(number, 0, start, at);
    }
  }

  /** A message being written. */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3 | VARINT);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      return bytes(field, utf8, 0, utf8.length);
    }

    Message message(int field, Message value) {
      byte[] inner = value.out.toByteArray();
      return bytes(field, inner, 0, inner.length);
    }

    Message bytes(int field, byte[] source, int from, int to) {
      varint((long) field << 3 | BYTES);
      varint((long) to - from);
      out.write(source, from, to - from);
      return this;
    }

    Message fixed(int field, int value) {
      varint((long) field << 3 | FIXED32);
      for (int shift = 0; shift < 32; shift += 8) {
        out.write(value >>> shift & 0xff);
      }
      return this;
    }

    /** Begins a field whose content, of so many bytes, is written elsewhere behind this message. */
    Message announce(int field, long bytes) {
      varint((long) field << 3 | BYTES);
      varint(bytes);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
