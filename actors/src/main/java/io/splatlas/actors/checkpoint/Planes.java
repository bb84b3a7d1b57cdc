package io.splatlas.actors.checkpoint;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Arrays of numbers as bytes, big-endian, in pieces: no copy of a whole plane is made. */
final class Planes {
  private static final int PIECE = 1 << 13;

  private final ByteBuffer bytes = ByteBuffer.allocate(PIECE * Long.BYTES);

  void write(DataOutputStream out, float[] values, int count) throws IOException {
    for (int at = 0; at < count; at += PIECE) {
      int piece = Math.min(PIECE, count - at);
      bytes.clear().asFloatBuffer().put(values, at, piece);
      out.write(bytes.array(), 0, piece * Float.BYTES);
    }
  }

  void write(DataOutputStream out, int[] values) throws IOException {
    for (int at = 0; at < values.length; at += PIECE) {
      int piece = Math.min(PIECE, values.length - at);
      bytes.clear().asIntBuffer().put(values, at, piece);
      out.write(bytes.array(), 0, piece * Integer.BYTES);
    }
  }

  void write(DataOutputStream out, long[] values) throws IOException {
    for (int at = 0; at < values.length; at += PIECE) {
      int piece = Math.min(PIECE, values.length - at);
      bytes.clear().asLongBuffer().put(values, at, piece);
      out.write(bytes.array(), 0, piece * Long.BYTES);
    }
  }

  float[] readFloats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int at = 0; at < count; at += PIECE) {
      int piece = Math.min(PIECE, count - at);
      in.readFully(bytes.array(), 0, piece * Float.BYTES);
      bytes.clear().asFloatBuffer().get(values, at, piece);
    }
    return values;
  }

  int[] readInts(DataInputStream in, int count) throws IOException {
    int[] values = new int[count];
    for (int at = 0; at < count; at += PIECE) {
      int piece = Math.min(PIECE, count - at);
      in.readFully(bytes.array(), 0, piece * Integer.BYTES);
      bytes.clear().asIntBuffer().get(values, at, piece);
    }
    return values;
  }

  long[] readLongs(DataInputStream in, int count) throws IOException {
    long[] values = new long[count];
    for (int at = 0; at < count; at += PIECE) {
      int piece = Math.min(PIECE, count - at);
      in.readFully(bytes.array(), 0, piece * Long.BYTES);
      bytes.clear().asLongBuffer().get(values, at, piece);
    }
    return values;
  }
}
