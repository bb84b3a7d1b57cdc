package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlyPointsReaderTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldReadBinaryOfEitherByteOrder(boolean little) throws IOException {
    Path file = folder.resolve("p.ply");
    String header =
        "ply\nformat binary_"
            + (little ? "little" : "big")
            + "_endian 1.0\nelement vertex 1\nproperty double z\nproperty float32 y\n"
            + "property short x\nproperty ushort instance\nproperty float red\nend_header\n";
    ByteBuffer body =
        ByteBuffer.allocate(20).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    body.putDouble(3).putFloat(2).putShort((short) -1).putShort((short) 9).putFloat(0.5f);
    Files.write(file, concat(header, body.array()));
    SparsePoints points = PlyPointsReader.read(file);
    assertArrayEquals(new float[] {-1, 2, 3}, points.xyz());
    assertArrayEquals(new byte[] {-128, -128, -128}, points.rgb());
  }

  @Test
  void shouldIgnoreElementsAfterTheVertices() throws IOException {
    String ply =
        CaptureFixtures.ASCII_PLY.replace(
            "end_header", "element face 1\nproperty list uchar int vertex_indices\nend_header");
    assertEquals(2, read(ply + "3 0 1 1\n").count());
  }

  @Test
  void shouldReadAnEmptyCloud() throws IOException {
    String ply = CaptureFixtures.ASCII_PLY.replace("vertex 2", "vertex 0");
    assertEquals(0, read(ply).count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vertex 999999999999",
        "vertex 3000000000",
        "vertex -1",
        "vertex many",
        "vertex",
        "face 2",
        "vertex 3"
      })
  void shouldRefuseVertexCountsThatAreNotThere(String element) {
    String ply = CaptureFixtures.ASCII_PLY.replace("vertex 2", element);
    assertThrows(DatasetException.class, () -> read(ply));
  }

  @Test
  void shouldNameTheVertexThatIsWrong() {
    var thrown =
        assertThrows(
            DatasetException.class, () -> read(CaptureFixtures.ASCII_PLY.replace("1e2", "nan")));
    assertEquals("vertex 1", thrown.field());
    String infinite = CaptureFixtures.ASCII_PLY.replace("1e2", "1e99");
    assertThrows(DatasetException.class, () -> read(infinite));
  }

  @Test
  void shouldRefuseWhatIsNoPointCloud() {
    for (String ply : new String[] {"", "ply\n", "ply\nend_header\n", "gif89a\nend_header\n"}) {
      assertThrows(DatasetException.class, () -> read(ply));
    }
    String list = CaptureFixtures.ASCII_PLY.replace("float x", "list uchar int x");
    var thrown = assertThrows(DatasetException.class, () -> read(list));
    assertTrue(String.valueOf(thrown.getMessage()).contains("scalar"));
  }

  private SparsePoints read(String ply) throws IOException {
    Path file = folder.resolve("p.ply");
    Files.writeString(file, ply);
    return PlyPointsReader.read(file);
  }

  private static byte[] concat(String header, byte[] body) {
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }
}
