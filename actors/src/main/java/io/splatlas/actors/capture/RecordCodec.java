package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Log records as bytes, big-endian, format version 1. Frame: number, robot, arrival, sequence,
 * capture time, pose (16 doubles), camera (2 ints, 9 doubles), whether the frame brought it itself,
 * encoding, image, depth (length -1 = none), metres per unit, points, colours. Refused: robot,
 * sequence, reason's name, field, detail. Thinned (in segments of format 2): number, robot,
 * sequence, capture time. Times are seconds and nanoseconds; byte arrays and strings (UTF-8) follow
 * their length.
 */
final class RecordCodec {
  static final byte VERSION = 1;
  static final byte FRAME = 1;
  static final byte REFUSED = 2;
  static final byte THINNED = 3;

  private static final byte JPEG = 1;
  private static final byte PNG = 2;

  private static final int CAMERA_BYTES = 8 + 9 * 8;
  private static final int TIME_BYTES = 12;

  private RecordCodec() {}

  static byte kind(LogRecord entry) {
    return switch (entry) {
      case LogRecord.Frame ignored -> FRAME;
      case LogRecord.Refused ignored -> REFUSED;
      case LogRecord.Thinned ignored -> THINNED;
    };
  }

  /** Bytes that {@link #write} will need. */
  static int size(LogRecord entry) {
    return switch (entry) {
      case LogRecord.Frame frame -> size(frame.stored());
      case LogRecord.Thinned thinned -> 8 + size(thinned.robotId()) + 8 + TIME_BYTES;
      case LogRecord.Refused r ->
          size(r.robotId())
              + 8
              + size(r.refusal().reason().name())
              + size(r.refusal().field())
              + size(r.refusal().detail());
    };
  }

  private static int size(StoredFrame stored) {
    PosedFrame frame = stored.frame();
    int depth = frame.depthPng() == null ? 0 : frame.depthPng().length;
    return 8
        + size(stored.robotId())
        + TIME_BYTES
        + 8
        + TIME_BYTES
        + 16 * 8
        + CAMERA_BYTES
        + 2
        + (4 + frame.image().length)
        + (4 + depth)
        + 8
        + (4 + 4 * frame.points().length)
        + (4 + frame.pointColours().length);
  }

  private static int size(String text) {
    return 4 + text.getBytes(StandardCharsets.UTF_8).length;
  }

  static void write(LogRecord entry, ByteBuffer out) {
    switch (entry) {
      case LogRecord.Frame frame -> writeFrame(frame.stored(), out);
      case LogRecord.Thinned thinned -> {
        out.putLong(thinned.number());
        writeText(thinned.robotId(), out);
        out.putLong(thinned.sequence());
        writeTime(thinned.captureTime(), out);
      }
      case LogRecord.Refused refused -> {
        writeText(refused.robotId(), out);
        out.putLong(refused.sequence());
        writeText(refused.refusal().reason().name(), out);
        writeText(refused.refusal().field(), out);
        writeText(refused.refusal().detail(), out);
      }
    }
  }

  private static void writeFrame(StoredFrame stored, ByteBuffer out) {
    PosedFrame frame = stored.frame();
    out.putLong(stored.number());
    writeText(stored.robotId(), out);
    writeTime(stored.arrival(), out);
    out.putLong(frame.sequence());
    writeTime(frame.captureTime(), out);
    for (double value : frame.cameraToWorld()) {
      out.putDouble(value);
    }
    writeCamera(stored.camera(), out);
    out.put((byte) (frame.camera() == null ? 0 : 1));
    out.put(frame.encoding() == Encoding.JPEG ? JPEG : PNG);
    writeBytes(frame.image(), out);
    if (frame.depthPng() == null) {
      out.putInt(-1);
    } else {
      writeBytes(frame.depthPng(), out);
    }
    out.putDouble(frame.depthMetresPerUnit());
    out.putInt(frame.points().length);
    out.asFloatBuffer().put(frame.points());
    out.position(out.position() + 4 * frame.points().length);
    writeBytes(frame.pointColours(), out);
  }

  private static void writeCamera(CameraModel c, ByteBuffer out) {
    out.putInt(c.width()).putInt(c.height());
    out.putDouble(c.fx()).putDouble(c.fy()).putDouble(c.cx()).putDouble(c.cy());
    out.putDouble(c.k1()).putDouble(c.k2()).putDouble(c.p1()).putDouble(c.p2()).putDouble(c.k3());
  }

  private static void writeTime(Instant time, ByteBuffer out) {
    out.putLong(time.getEpochSecond()).putInt(time.getNano());
  }

  private static void writeText(String text, ByteBuffer out) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  private static void writeBytes(byte[] bytes, ByteBuffer out) {
    out.putInt(bytes.length).put(bytes);
  }

  /**
   * Reads a record whose checksum matched.
   *
   * @throws IOException when it is not what this version writes
   */
  static LogRecord read(byte kind, ByteBuffer in) throws IOException {
    try {
      return switch (kind) {
        case FRAME -> new LogRecord.Frame(readFrame(in));
        case REFUSED -> readRefused(in);
        case THINNED ->
            new LogRecord.Thinned(in.getLong(), readText(in), in.getLong(), readTime(in));
        default -> throw new IOException("unknown kind of record " + kind);
      };
    } catch (BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new IOException("a record with a good checksum cannot be read", e);
    }
  }

  private static LogRecord.Refused readRefused(ByteBuffer in) {
    String robotId = readText(in);
    long sequence = in.getLong();
    RefusalReason reason = RefusalReason.valueOf(readText(in));
    return new LogRecord.Refused(
        robotId, sequence, new Refusal(reason, readText(in), readText(in)));
  }

  private static StoredFrame readFrame(ByteBuffer in) {
    long number = in.getLong();
    String robotId = readText(in);
    Instant arrival = readTime(in);
    long sequence = in.getLong();
    Instant captureTime = readTime(in);
    double[] pose = new double[16];
    for (int i = 0; i < 16; i++) {
      pose[i] = in.getDouble();
    }
    CameraModel camera = readCamera(in);
    boolean own = in.get() != 0;
    Encoding encoding = in.get() == JPEG ? Encoding.JPEG : Encoding.PNG;
    byte[] image = readBytes(in, in.getInt());
    int depthLength = in.getInt();
    byte[] depth = depthLength < 0 ? null : readBytes(in, depthLength);
    double metresPerUnit = in.getDouble();
    float[] points = readFloats(in, in.getInt());
    byte[] colours = readBytes(in, in.getInt());
    PosedFrame frame =
        new PosedFrame(
            sequence,
            captureTime,
            pose,
            own ? camera : null,
            encoding,
            image,
            depth,
            metresPerUnit,
            points,
            colours);
    return new StoredFrame(number, robotId, arrival, camera, frame);
  }

  private static CameraModel readCamera(ByteBuffer in) {
    return new CameraModel(
        in.getInt(),
        in.getInt(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble());
  }

  private static Instant readTime(ByteBuffer in) {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  private static String readText(ByteBuffer in) {
    return new String(readBytes(in, in.getInt()), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(ByteBuffer in, int length) {
    requireRemaining(in, length, 1);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static float[] readFloats(ByteBuffer in, int count) {
    requireRemaining(in, count, 4);
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + 4 * count);
    return values;
  }

  private static void requireRemaining(ByteBuffer in, int count, int bytesEach) {
    if (count < 0 || count > in.remaining() / bytesEach) {
      throw new IllegalArgumentException("length " + count + " does not fit into the record");
    }
  }
}
