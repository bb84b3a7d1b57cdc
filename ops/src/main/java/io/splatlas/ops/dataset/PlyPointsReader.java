package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringTokenizer;

/**
 * Reads the vertices of a PLY file (ascii, or binary of either byte order) as sparse points: x, y,
 * z, and red, green, blue where they are there; gray otherwise. Other scalar properties are
 * skipped.
 */
final class PlyPointsReader {

  private static final long MAX_BYTES = 256L << 20;
  private static final byte GRAY = (byte) 128;

  private final Path file;
  private final PlyHeader header;
  private final ByteBuffer body;
  private final float[] xyz;
  private final byte[] rgb;

  private PlyPointsReader(Path file, PlyHeader header, ByteBuffer body) {
    this.file = file;
    this.header = header;
    this.body = body;
    this.xyz = new float[3 * header.count()];
    this.rgb = new byte[3 * header.count()];
    Arrays.fill(rgb, GRAY);
  }

  static SparsePoints read(Path file) throws IOException {
    CapturePaths.requireFile(file, MAX_BYTES);
    byte[] bytes = Files.readAllBytes(file);
    PlyHeader header = PlyHeader.read(file, bytes);
    ByteBuffer body = ByteBuffer.wrap(bytes, header.length(), bytes.length - header.length());
    var reader = new PlyPointsReader(file, header, body);
    if (header.order().isPresent()) {
      reader.readBinary(body.order(header.order().get()));
    } else {
      reader.readAscii();
    }
    return SparsePoints.withoutTracks(reader.xyz, reader.rgb);
  }

  private void readBinary(ByteBuffer in) throws DatasetException {
    for (int i = 0; i < header.count(); i++) {
      for (PlyHeader.Property property : header.properties()) {
        store(i, property, property.type().read(in));
      }
    }
  }

  private void readAscii() throws DatasetException {
    String text = StandardCharsets.US_ASCII.decode(body).toString();
    var tokens = new StringTokenizer(text);
    for (int i = 0; i < header.count(); i++) {
      for (PlyHeader.Property property : header.properties()) {
        if (!tokens.hasMoreTokens()) {
          throw new DatasetException(file, "vertex " + i, "the file ends before it");
        }
        store(i, property, parse(i, tokens.nextToken()));
      }
    }
  }

  private double parse(int vertex, String token) throws DatasetException {
    try {
      return Double.parseDouble(token);
    } catch (NumberFormatException e) {
      throw new DatasetException(
          file, "vertex " + vertex, CapturePaths.printable(token) + " is not a number", e);
    }
  }

  private void store(int vertex, PlyHeader.Property property, double value)
      throws DatasetException {
    switch (property.name()) {
      case "x" -> xyz[3 * vertex] = coordinate(vertex, value);
      case "y" -> xyz[3 * vertex + 1] = coordinate(vertex, value);
      case "z" -> xyz[3 * vertex + 2] = coordinate(vertex, value);
      case "red" -> rgb[3 * vertex] = colour(property, value);
      case "green" -> rgb[3 * vertex + 1] = colour(property, value);
      case "blue" -> rgb[3 * vertex + 2] = colour(property, value);
      default -> {
        // Normals, instances, quality: of no use for seeding.
      }
    }
  }

  private float coordinate(int vertex, double value) throws DatasetException {
    if (!(Math.abs(value) <= PoseConversion.MAX_DISTANCE)) {
      throw new DatasetException(file, "vertex " + vertex, value + " is not a coordinate");
    }
    return (float) value;
  }

  private static byte colour(PlyHeader.Property property, double value) {
    double scaled = property.type().fraction() ? 255 * value : value;
    return (byte) Math.clamp(Math.round(scaled), 0, 255);
  }
}
