package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.fail;

import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mutated files are read or refused by {@link DatasetException}: nothing else may come out, and no
 * memory may run out.
 */
class HostileCapturesTest {

  private static final int MUTATIONS = 300;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "nerfstudio,transforms.json",
    "nerfstudio,labels.json",
    "nerfstudio,points.ply",
    "colmap,sparse/0/cameras.bin",
    "colmap,sparse/0/images.bin",
    "colmap,sparse/0/points3D.bin",
    "colmaptext,sparse/0/cameras.txt",
    "colmaptext,sparse/0/images.txt",
    "colmaptext,sparse/0/points3D.txt",
    "tum,rgb.txt",
    "tum,depth.txt",
    "tum,groundtruth.txt",
    "tum,calibration.txt"
  })
  void shouldReadOrRefuseMutatedLists(String kind, String name) throws IOException {
    switch (kind) {
      case "nerfstudio" -> CaptureFixtures.nerfstudio(folder);
      case "colmap" -> CaptureFixtures.colmapBinary(folder);
      case "colmaptext" -> CaptureFixtures.colmapText(folder);
      default -> CaptureFixtures.tum(folder);
    }
    Path file = folder.resolve(name);
    byte[] original = Files.readAllBytes(file);
    var random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutate(original, random);
      Files.write(file, mutated);
      readOrRefuse(() -> CaptureReader.read(folder), mutated);
    }
  }

  @Test
  void shouldReadOrRefuseMutatedImages() throws IOException {
    var random = new SplittableRandom(5);
    for (byte[] original : new byte[][] {png(), gray(), jpeg()}) {
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] mutated = mutate(original, random);
        readOrRefuse(() -> ImageFiles.decodeRgb(mutated, Path.of("image")), mutated);
        readOrRefuse(() -> ImageFiles.decodeGray(mutated, Path.of("image")), mutated);
      }
    }
  }

  private static byte[] png() {
    RgbImage image = RgbImage.black(9, 7);
    new SplittableRandom(6).nextBytes(image.rgb());
    return Png.encode(image);
  }

  private static byte[] gray() {
    IntImage image = IntImage.zeros(9, 7);
    Arrays.setAll(image.values(), i -> 1000 * i);
    return Png.encode16(image);
  }

  private static byte[] jpeg() throws IOException {
    var out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_3BYTE_BGR), "jpg", out);
    return out.toByteArray();
  }

  /** Something that reads. */
  private interface Reading {
    Object read() throws IOException;
  }

  private static void readOrRefuse(Reading reading, byte[] mutated) {
    try {
      reading.read();
    } catch (DatasetException e) {
      // Refused: what is asked for.
    } catch (IOException | RuntimeException | Error e) {
      fail("not refused by name: " + new String(mutated, StandardCharsets.ISO_8859_1), e);
    }
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] out = original.clone();
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits && out.length > 8; i++) {
      int at = random.nextInt(out.length - 8);
      switch (random.nextInt(6)) {
        case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> out[at] = (byte) random.nextInt();
        case 2 -> Arrays.fill(out, at, at + 8, (byte) (random.nextBoolean() ? 0xff : 0));
        case 3 -> out = Arrays.copyOf(out, random.nextInt(out.length + 1));
        case 4 -> out = repeated(out, at, random);
        default -> digits(out, at, random);
      }
    }
    return out;
  }

  /** A piece of the file again in place of another. */
  private static byte[] repeated(byte[] bytes, int at, SplittableRandom random) {
    int length = random.nextInt(bytes.length - at);
    int to = random.nextInt(bytes.length - length);
    byte[] out = bytes.clone();
    System.arraycopy(bytes, at, out, to, length);
    return out;
  }

  private static void digits(byte[] bytes, int at, SplittableRandom random) {
    String[] words = {"1e999999", "-9999999", "99999999", "\"\\u0000\"", "null    ", "[[[[[[[["};
    byte[] word = words[random.nextInt(words.length)].getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(word, 0, bytes, at, 8);
  }
}
