package io.splatlas.gateway.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  private static final int PINNED_1 = 0x1e4fc7;
  private static final int PINNED_42 = 0xff5984;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "7, 1", "3, 5", "64, 48", "1023, 17"})
  void shouldBeReadBackByAnotherReader(int width, int height) throws IOException {
    Random random = new Random(31L * width + height);
    byte[] grey = new byte[width * height];
    byte[] rgb = new byte[3 * width * height];
    short[] deep = new short[width * height];
    random.nextBytes(grey);
    random.nextBytes(rgb);
    for (int i = 0; i < deep.length; i++) {
      deep[i] = (short) random.nextInt();
    }
    BufferedImage greyImage = read(Png.grey8(width, height, grey));
    BufferedImage rgbImage = read(Png.rgb8(width, height, rgb));
    BufferedImage deepImage = read(Png.grey16(width, height, deep));
    assertEquals(BufferedImage.TYPE_USHORT_GRAY, deepImage.getType());
    for (int i = 0; i < width * height; i++) {
      int x = i % width;
      int y = i / width;
      assertEquals(grey[i] & 0xff, greyImage.getRaster().getSample(x, y, 0));
      assertEquals(deep[i] & 0xffff, deepImage.getRaster().getSample(x, y, 0));
      int expected =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      assertEquals(expected, rgbImage.getRGB(x, y) & 0xffffff);
    }
  }

  @Test
  void shouldPackSmoothPictures() {
    byte[] flat = new byte[3 * 640 * 480];
    assertTrue(Png.rgb8(640, 480, flat).length < flat.length / 100);
  }

  @Test
  void shouldRefuseTooFewSamples() {
    assertThrows(IllegalArgumentException.class, () -> Png.grey8(2, 2, new byte[3]));
  }

  @Test
  void shouldWriteJpegOfTheSizeAndColour() throws IOException {
    byte[] rgb = new byte[3 * 32 * 16];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 200;
      rgb[i + 1] = 100;
      rgb[i + 2] = 50;
    }
    BufferedImage image = read(Jpeg.rgb8(32, 16, rgb, 95));
    assertEquals(32, image.getWidth());
    assertEquals(16, image.getHeight());
    int pixel = image.getRGB(10, 10);
    assertEquals(200, pixel >> 16 & 0xff, 4);
    assertEquals(100, pixel >> 8 & 0xff, 4);
    assertEquals(50, pixel & 0xff, 4);
  }

  @Test
  void shouldGiveNeighbouringIdsColoursOfTheirOwn() {
    assertEquals(0, IdColours.rgb(0));
    Set<Integer> colours = new HashSet<>();
    for (int id = 1; id <= 1000; id++) {
      assertEquals(IdColours.rgb(id), IdColours.rgb(id));
      assertNotEquals(0, IdColours.rgb(id));
      assertTrue(distance(IdColours.rgb(id), IdColours.rgb(id + 1)) > 100, "ids " + id);
      colours.add(IdColours.rgb(id));
    }
    assertTrue(colours.size() > 900);
  }

  /** Pinned: pictures made by different versions must stay comparable. */
  @Test
  void shouldNeverChangeTheColourOfAnId() {
    assertEquals(PINNED_1, IdColours.rgb(1));
    assertEquals(PINNED_42, IdColours.rgb(42));
  }

  private static int distance(int a, int b) {
    return Math.abs((a >> 16 & 0xff) - (b >> 16 & 0xff))
        + Math.abs((a >> 8 & 0xff) - (b >> 8 & 0xff))
        + Math.abs((a & 0xff) - (b & 0xff));
  }

  private static BufferedImage read(byte[] bytes) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    if (image == null) {
      throw new IOException("not a picture");
    }
    return image;
  }
}
