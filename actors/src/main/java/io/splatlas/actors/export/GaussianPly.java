package io.splatlas.actors.export;

import io.splatlas.gpu.GaussianBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes Gaussians as the binary little-endian .ply of the original 3D Gaussian splatting with one
 * more property, {@code int instance} (0 = none), see {@link PlyLayout}; and reads such files. The
 * size is known before the first byte and any range of Gaussians can be encoded by itself, so a
 * large file need never be in memory.
 */
public final class GaussianPly {
  private static final int BLOCK_BYTES = 256 << 10;

  private final int count;
  private final float[][] columns;
  private final int[] instances;
  private final byte[] header;

  /**
   * The content of a file.
   *
   * @param gaussians without semantic channels
   * @param instances instance id per Gaussian, 0 = none
   */
  public record Content(GaussianBatch gaussians, int[] instances) {}

  /**
   * A file to be written.
   *
   * @param gaussians semantic channels are left out
   * @param instances instance id per Gaussian, at least as many as there are Gaussians
   */
  public GaussianPly(GaussianBatch gaussians, int[] instances) {
    if (instances.length < gaussians.count()) {
      throw new IllegalArgumentException(
          instances.length + " instance ids for " + gaussians.count() + " Gaussians");
    }
    this.count = gaussians.count();
    this.instances = instances;
    List<PlyLayout.Property> properties = PlyLayout.properties(gaussians.layout().shDegree());
    float[] zeros = new float[count];
    this.columns = new float[properties.size()][];
    for (int i = 0; i < columns.length; i++) {
      int plane = properties.get(i).plane();
      columns[i] = plane < 0 ? zeros : gaussians.planes()[plane];
    }
    this.header = header(properties, count);
  }

  /** Number of Gaussians. */
  public int count() {
    return count;
  }

  /** The text in front of the Gaussians. */
  public byte[] header() {
    return header.clone();
  }

  /** Bytes of one Gaussian. */
  public int stride() {
    return Float.BYTES * columns.length + Integer.BYTES;
  }

  /** Bytes of the whole file. */
  public long size() {
    return header.length + (long) count * stride();
  }

  /**
   * Encodes Gaussians {@code from} (inclusive) to {@code to} (exclusive) at the buffer's position.
   *
   * @param out little-endian or not: its order is set here; with room for {@code (to - from) *
   *     stride()} bytes
   */
  public void encode(int from, int to, ByteBuffer out) {
    out.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      for (float[] column : columns) {
        out.putFloat(column[i]);
      }
      out.putInt(instances[i]);
    }
  }

  /** Writes the whole file; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(header);
    int block = Math.max(1, BLOCK_BYTES / stride());
    ByteBuffer buffer = ByteBuffer.allocate(block * stride());
    for (int from = 0; from < count; from += block) {
      int to = (int) Math.min(count, (long) from + block);
      buffer.clear();
      encode(from, to, buffer);
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  /**
   * Reads a file written here or by another program: binary little-endian, properties in any order
   * and of any scalar type, further properties and elements behind the vertices ignored, instance 0
   * where the file has none. Trusts nothing: memory grows with the bytes that really come, never
   * with what the header promises.
   *
   * @param most Gaussians accepted
   * @throws IOException when this is no such file; the message says what is wrong
   */
  public static Content read(InputStream in, int most) throws IOException {
    return PlyReader.read(in, most);
  }

  private static byte[] header(List<PlyLayout.Property> properties, int count) {
    StringBuilder text = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
    text.append("comment Splatlas\n");
    text.append("element vertex ").append(count).append('\n');
    for (PlyLayout.Property property : properties) {
      text.append("property float ").append(property.name()).append('\n');
    }
    text.append("property int ").append(PlyLayout.INSTANCE).append("\nend_header\n");
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
