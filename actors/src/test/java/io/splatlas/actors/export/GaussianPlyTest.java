package io.splatlas.actors.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianPlyTest {
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "0, 1, 4", "1, 3, 0", "2, 4097, 2", "3, 9000, 16"})
  void shouldComeBackAsItWas(int degree, int count, int features) throws IOException {
    GaussianBatch batch = random(new GaussianLayout(degree, features), count);
    int[] instances = new Random(5).ints(count, 0, 1000).toArray();
    byte[] file = write(new GaussianPly(batch, instances));
    GaussianPly.Content content = GaussianPly.read(new ByteArrayInputStream(file), count);
    assertEquals(new GaussianLayout(degree, 0), content.gaussians().layout());
    assertEquals(count, content.gaussians().count());
    assertArrayEquals(instances, Arrays.copyOf(content.instances(), count));
    for (int plane = 0; plane < content.gaussians().planes().length; plane++) {
      assertArrayEquals(
          batch.planes()[plane], Arrays.copyOf(content.gaussians().planes()[plane], count));
    }
  }

  @Test
  void shouldKnowItsSizeBeforehand() throws IOException {
    GaussianPly ply = new GaussianPly(random(new GaussianLayout(3, 8), 321), new int[321]);
    assertEquals(62 * 4 + 4, ply.stride());
    assertEquals(write(ply).length, ply.size());
  }

  @Test
  void shouldNamePropertiesAsTheOriginalDoes() throws IOException {
    GaussianPly ply = new GaussianPly(random(new GaussianLayout(1, 0), 2), new int[2]);
    List<String> names =
        new String(ply.header(), StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> line.startsWith("property"))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    assertEquals(
        List.of(
            "x",
            "y",
            "z",
            "nx",
            "ny",
            "nz",
            "f_dc_0",
            "f_dc_1",
            "f_dc_2",
            "f_rest_0",
            "f_rest_1",
            "f_rest_2",
            "f_rest_3",
            "f_rest_4",
            "f_rest_5",
            "f_rest_6",
            "f_rest_7",
            "f_rest_8",
            "opacity",
            "scale_0",
            "scale_1",
            "scale_2",
            "rot_0",
            "rot_1",
            "rot_2",
            "rot_3",
            "instance"),
        names);
  }

  @Test
  void shouldOrderHarmonicsByChannel() {
    GaussianLayout layout = new GaussianLayout(1, 0);
    GaussianBatch batch = GaussianBatch.zeros(layout, 1);
    for (int k = 0; k < 3; k++) {
      for (int channel = 0; channel < 3; channel++) {
        batch.planes()[GaussianLayout.SH_REST + 3 * k + channel][0] = 10 * channel + k;
      }
    }
    GaussianPly ply = new GaussianPly(batch, new int[1]);
    ByteBuffer bytes = ByteBuffer.allocate(ply.stride());
    ply.encode(0, 1, bytes);
    float[] rest = new float[9];
    bytes
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(9 * 4)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(rest);
    assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12, 20, 21, 22}, rest);
  }

  @Test
  void shouldReadWhatOtherProgramsWrite() throws IOException {
    String header =
        """
        ply\r
        format binary_little_endian 1.0\r
        obj_info odd\r
        element vertex 1
        property double x
        property uchar red
        property float y
        property float z
        property float opacity
        property float scale_0
        property float scale_1
        property float scale_2
        property float rot_0
        property float rot_1
        property float rot_2
        property float rot_3
        property float f_dc_0
        property float f_dc_1
        property float f_dc_2
        element face 0
        property list uchar int vertex_indices
        end_header
        """;
    ByteBuffer body = ByteBuffer.allocate(8 + 1 + 13 * 4).order(ByteOrder.LITTLE_ENDIAN);
    body.putDouble(1.5).put((byte) 7);
    for (int i = 1; i <= 13; i++) {
      body.putFloat(i);
    }
    GaussianPly.Content content = read(header, body.array(), 10);
    assertEquals(1.5f, content.gaussians().planes()[GaussianLayout.POSITION][0]);
    assertEquals(3f, content.gaussians().planes()[GaussianLayout.OPACITY][0]);
    assertEquals(7f, content.gaussians().planes()[GaussianLayout.ROTATION][0]);
    assertEquals(0, content.instances()[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plx\n",
        "ply\nformat ascii 1.0\nelement vertex 1\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nend_header\n",
        "ply\nelement vertex 1\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement face 1\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex -1\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 99999999999\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 11\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty list uchar int a\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty half x\nend_header\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty float x\n",
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nend_header\n",
        "ply\nnonsense\n"
      })
  void shouldSayWhatIsWrongWithAHeader(String header) {
    IOException failure = assertThrows(IOException.class, () -> read(header, new byte[100], 10));
    assertTrue(String.valueOf(failure.getMessage()).contains(".ply"), failure.getMessage());
  }

  @Test
  void shouldNotBelieveTheNumberOfGaussians() {
    byte[] file =
        new String(
                new GaussianPly(random(new GaussianLayout(3, 0), 1), new int[1]).header(),
                StandardCharsets.US_ASCII)
            .replace("element vertex 1", "element vertex 2000000000")
            .getBytes(StandardCharsets.US_ASCII);
    IOException failure =
        assertThrows(
            IOException.class,
            () -> GaussianPly.read(new ByteArrayInputStream(file), Integer.MAX_VALUE));
    assertTrue(String.valueOf(failure.getMessage()).contains("ends early"));
  }

  @Test
  void shouldRefuseValuesThatAreNotFinite() throws IOException {
    GaussianBatch batch = random(new GaussianLayout(0, 0), 3);
    batch.planes()[GaussianLayout.SCALE][1] = Float.NaN;
    byte[] file = write(new GaussianPly(batch, new int[3]));
    assertThrows(IOException.class, () -> GaussianPly.read(new ByteArrayInputStream(file), 3));
  }

  /** Whatever the bytes, reading ends with a scene or an IOException. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldSurviveBrokenFiles(long seed) throws IOException {
    byte[] good = write(new GaussianPly(random(new GaussianLayout(1, 0), 20), new int[20]));
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int hits = random.nextInt(8); hits > 0 && bad.length > 0; hits--) {
        bad[random.nextInt(Math.min(bad.length, 700))] = (byte) random.nextInt();
      }
      try {
        assertTrue(GaussianPly.read(new ByteArrayInputStream(bad), 100).gaussians().count() <= 100);
      } catch (IOException refused) {
        assertTrue(refused.getMessage() != null);
      }
    }
  }

  private static GaussianPly.Content read(String header, byte[] body, int most) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(header.getBytes(StandardCharsets.ISO_8859_1));
    file.write(body);
    return GaussianPly.read(new ByteArrayInputStream(file.toByteArray()), most);
  }

  private static byte[] write(GaussianPly ply) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ply.writeTo(file);
    return file.toByteArray();
  }

  private static GaussianBatch random(GaussianLayout layout, int count) {
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    Random random = new Random(count);
    for (float[] plane : batch.planes()) {
      for (int i = 0; i < count; i++) {
        plane[i] = random.nextFloat() - 0.5f;
      }
    }
    return batch;
  }
}
