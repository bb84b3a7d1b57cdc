package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramePreparerTest {

  private static final FramePreparer FULL = new FramePreparer(FramePreparer.FULL_SIZE);

  @TempDir private Path folder;

  @Test
  void shouldSendFilesUntouchedWhenNothingHasToChange() throws IOException {
    CaptureFrame frame = frame(4, 4, 4, 4);
    PreparedFrame prepared = FULL.prepare(frame);
    assertArrayEquals(Files.readAllBytes(frame.image()), prepared.image());
    assertArrayEquals(
        Files.readAllBytes(frame.depth().orElseThrow().path()),
        prepared.depth().orElseThrow().png());
  }

  @Test
  void shouldBringEverythingToTheSmallerSize() throws IOException {
    CaptureFrame frame = frame(4, 4, 4, 4);
    PreparedFrame prepared = new FramePreparer(2).prepare(frame);
    assertEquals(CameraIntrinsics.pinhole(2, 2, 5, 5, 1, 1), prepared.intrinsics());
    RgbImage image = ImageFiles.decodeRgb(prepared.image(), Path.of("sent"));
    assertEquals(2, image.width());
    assertEquals(25, image.sample(0, 0, 0), "the mean of 0, 10, 40 and 50");
    IntImage depth = ImageFiles.decodeGray(prepared.depth().orElseThrow().png(), Path.of("sent"));
    assertArrayEquals(new int[] {1005, 1007, 1013, 1015}, depth.values());
  }

  @Test
  void shouldBringDepthOfAnotherSizeToThatOfTheImage() throws IOException {
    PreparedFrame prepared = FULL.prepare(frame(4, 4, 2, 2));
    IntImage depth = ImageFiles.decodeGray(prepared.depth().orElseThrow().png(), Path.of("sent"));
    assertEquals(4, depth.width());
    assertEquals(1000, depth.at(1, 1));
    assertEquals(1003, depth.at(2, 2));
  }

  @Test
  void shouldRefuseAnImageThatDoesNotFitItsCamera() throws IOException {
    CaptureFrame frame = frame(5, 4, 4, 4);
    var thrown = assertThrows(DatasetException.class, () -> FULL.prepare(frame));
    assertTrue(String.valueOf(thrown.getMessage()).contains("5x4"), thrown::getMessage);
    assertThrows(DatasetException.class, () -> FULL.colour(frame));
  }

  @Test
  void shouldReencodeWhatIsNeitherPngNorJpeg() throws IOException {
    Path bmp = folder.resolve("i.bmp");
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR), "bmp", bmp.toFile());
    CaptureFrame frame = frame(4, 4, 4, 4);
    byte[] sent = FULL.prepare(withImage(frame, bmp)).image();
    assertEquals((byte) 0x89, sent[0]);
    assertEquals('P', sent[1]);
  }

  @Test
  void shouldNotBendGrayValues() throws IOException {
    Path file = folder.resolve("g.png");
    var gray = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(0, 0, 0, 100);
    ImageIO.write(gray, "png", file.toFile());
    assertArrayEquals(new byte[] {100, 100, 100}, ImageFiles.readRgb(file).rgb());
    assertArrayEquals(new int[] {100}, ImageFiles.readGray(file).values());
  }

  @Test
  void shouldReadPaletteIndicesAsIds() throws IOException {
    Path file = folder.resolve("p.png");
    var palette = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    palette.getRaster().setSample(1, 0, 0, 17);
    ImageIO.write(palette, "png", file.toFile());
    assertArrayEquals(new int[] {0, 17}, ImageFiles.readGray(file).values());
  }

  @Test
  void shouldRefuseColourWhereIdsBelong() throws IOException {
    Path file = folder.resolve("c.png");
    Png.write(file, RgbImage.black(2, 2));
    var thrown = assertThrows(DatasetException.class, () -> ImageFiles.readGray(file));
    assertTrue(String.valueOf(thrown.getMessage()).contains("one channel"));
  }

  private CaptureFrame frame(int width, int height, int depthWidth, int depthHeight)
      throws IOException {
    RgbImage image = RgbImage.black(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.set(x, y, (10 * x + 40 * y) << 16);
      }
    }
    Png.write(folder.resolve("i.png"), image);
    IntImage depth = IntImage.zeros(depthWidth, depthHeight);
    Arrays.setAll(depth.values(), i -> 1000 + i);
    Png.write16(folder.resolve("d.png"), depth);
    return new CaptureFrame(
        0,
        "i.png",
        folder.resolve("i.png"),
        Optional.of(new DepthFile(folder.resolve("d.png"), 0.001)),
        Optional.empty(),
        new double[16],
        CameraIntrinsics.pinhole(4, 4, 10, 10, 2, 2),
        0,
        Split.TRAIN);
  }

  private static CaptureFrame withImage(CaptureFrame frame, Path image) {
    return new CaptureFrame(
        0,
        frame.name(),
        image,
        frame.depth(),
        frame.mask(),
        frame.cameraToWorld(),
        frame.intrinsics(),
        0,
        Split.TRAIN);
  }
}
