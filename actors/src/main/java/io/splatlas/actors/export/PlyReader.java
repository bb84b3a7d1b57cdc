package io.splatlas.actors.export;

import io.splatlas.actors.export.PlyHeader.Field;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the .ply files of {@link GaussianPly}, hostile ones included. */
final class PlyReader {
  private static final int BLOCK = 4096;

  private PlyReader() {}

  static GaussianPly.Content read(InputStream stream, int most) throws IOException {
    InputStream in = new BufferedInputStream(stream);
    PlyHeader header = PlyHeader.read(in);
    if (header.count() > most) {
      throw new IOException(
          "the .ply has %,d Gaussians, at most %,d are read".formatted(header.count(), most));
    }
    GaussianLayout layout = new GaussianLayout(degree(header), 0);
    List<PlyLayout.Property> properties = PlyLayout.properties(layout.shDegree());
    Field[] fields = new Field[layout.planes()];
    for (PlyLayout.Property property : properties) {
      if (property.plane() >= 0) {
        fields[property.plane()] = required(header, property.name());
      }
    }
    return readVertices(in, header, layout, fields);
  }

  private static GaussianPly.Content readVertices(
      InputStream in, PlyHeader header, GaussianLayout layout, Field[] fields) throws IOException {
    Field instance = header.fields().get(PlyLayout.INSTANCE);
    int room = Math.min(header.count(), BLOCK);
    float[][] planes = new float[layout.planes()][room];
    int[] instances = new int[room];
    byte[] block = new byte[Math.min(header.count(), BLOCK) * header.stride()];
    ByteBuffer values = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < header.count(); ) {
      int rows = Math.min(BLOCK, header.count() - at);
      if (in.readNBytes(block, 0, rows * header.stride()) < rows * header.stride()) {
        throw new IOException(
            "the .ply ends early: it promises %,d Gaussians".formatted(header.count()));
      }
      if (at + rows > instances.length) {
        room = (int) Math.min(header.count(), Math.max(at + rows, 2L * instances.length));
        instances = Arrays.copyOf(instances, room);
        for (int plane = 0; plane < planes.length; plane++) {
          planes[plane] = Arrays.copyOf(planes[plane], room);
        }
      }
      decode(values, rows, header.stride(), fields, instance, at, planes, instances);
      at += rows;
    }
    return new GaussianPly.Content(new GaussianBatch(layout, header.count(), planes), instances);
  }

  private static void decode(
      ByteBuffer values,
      int rows,
      int stride,
      Field[] fields,
      @Nullable Field instance,
      int at,
      float[][] planes,
      int[] instances)
      throws IOException {
    for (int plane = 0; plane < planes.length; plane++) {
      for (int row = 0; row < rows; row++) {
        float value = (float) value(values, row * stride, fields[plane]);
        if (!Float.isFinite(value)) {
          throw new IOException("Gaussian %,d of the .ply is not finite".formatted(at + row));
        }
        planes[plane][at + row] = value;
      }
    }
    for (int row = 0; instance != null && row < rows; row++) {
      double id = value(values, row * stride, instance);
      if (!(id >= 0 && id <= Integer.MAX_VALUE)) {
        throw new IOException("Gaussian %,d of the .ply has no valid instance".formatted(at + row));
      }
      instances[at + row] = (int) id;
    }
  }

  private static double value(ByteBuffer values, int row, Field field) {
    int at = row + field.offset();
    return switch (field.type()) {
      case INT8 -> values.get(at);
      case UINT8 -> values.get(at) & 0xff;
      case INT16 -> values.getShort(at);
      case UINT16 -> values.getShort(at) & 0xffff;
      case INT32 -> values.getInt(at);
      case UINT32 -> values.getInt(at) & 0xffffffffL;
      case FLOAT32 -> values.getFloat(at);
      case FLOAT64 -> values.getDouble(at);
    };
  }

  /** The spherical-harmonics degree follows from the number of f_rest properties. */
  private static int degree(PlyHeader header) throws IOException {
    int rest = 0;
    while (header.fields().containsKey("f_rest_" + rest)) {
      rest++;
    }
    for (int degree = 0; degree <= 3; degree++) {
      if (rest == 3 * new GaussianLayout(degree, 0).shRestCoefficients()) {
        return degree;
      }
    }
    throw new IOException(
        rest + " f_rest properties fit no spherical-harmonics degree from 0 to 3");
  }

  private static Field required(PlyHeader header, String name) throws IOException {
    Field field = header.fields().get(name);
    if (field == null) {
      throw new IOException("the .ply lacks the property '" + name + "'");
    }
    return field;
  }
}
