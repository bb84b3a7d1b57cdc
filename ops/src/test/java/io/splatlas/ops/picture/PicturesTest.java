package io.splatlas.ops.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.dataset.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  @TempDir private Path folder;

  @Test
  void shouldReadBackTheColoursItWrote() throws IOException {
    RgbImage image = RgbImage.black(13, 7);
    new SplittableRandom(1).nextBytes(image.rgb());
    Path file = folder.resolve("deep/er/image.png");
    Png.write(file, image);
    assertArrayEquals(image.rgb(), ImageFiles.readRgb(file).rgb());
  }

  @Test
  void shouldReadBackIdsOfSixteenBits() throws IOException {
    IntImage ids = new IntImage(4, 1, new int[] {0, 1, 300, 65535});
    Path file = folder.resolve("ids.png");
    Png.write16(file, ids);
    assertArrayEquals(ids.values(), ImageFiles.readGray(file).values());
    assertThrows(
        IllegalArgumentException.class, () -> Png.encode16(new IntImage(1, 1, new int[] {65536})));
    assertThrows(
        IllegalArgumentException.class, () -> Png.encode16(new IntImage(1, 1, new int[] {-1})));
  }

  @Test
  void shouldGiveEachIdItsOwnColourForLife() {
    assertEquals(IdPalette.colour(17), IdPalette.colour(17));
    assertEquals(IdPalette.NOTHING, IdPalette.colour(0));
    for (int a = 0; a < 64; a++) {
      for (int b = a + 1; b < 64; b++) {
        int distance = distance(IdPalette.colour(a), IdPalette.colour(b));
        int at = a;
        int and = b;
        assertTrue(distance >= 12, () -> "ids " + at + " and " + and + " look alike");
      }
    }
  }

  @Test
  void shouldSeparateIdsNearEachOtherByFar() {
    for (int id = 1; id < 1000; id++) {
      for (int next = id + 1; next <= id + 4; next++) {
        assertTrue(distance(IdPalette.colour(id), IdPalette.colour(next)) > 60, "from id " + id);
      }
    }
  }

  @Test
  void shouldPaintEveryIdOfAMap() {
    RgbImage painted = IdPalette.paint(new IntImage(3, 1, new int[] {0, 5, -7}));
    assertEquals(IdPalette.NOTHING, painted.colour(0, 0));
    assertEquals(IdPalette.colour(5), painted.colour(1, 0));
    assertEquals(IdPalette.colour(-7), painted.colour(2, 0));
  }

  @Test
  void shouldColourNearDepthRedAndFarDepthBlueAndNoneBlack() {
    RgbImage image = ColourMap.depth(new float[] {1, 2, 10, 0, Float.NaN, 1}, 6, 1);
    assertEquals(ColourMap.colour(1), image.colour(0, 0));
    assertEquals(0, image.colour(3, 0));
    assertEquals(0, image.colour(4, 0));
    assertNotEquals(image.colour(1, 0), image.colour(2, 0));
    assertEquals(0, ColourMap.depth(new float[2], 2, 1).colour(1, 0));
  }

  @Test
  void shouldHoldValuesOutsideTheRangeAtItsEnds() {
    float[] values = {-5, 0, 1, 99, Float.POSITIVE_INFINITY};
    RgbImage heat = ColourMap.heat(values, 5, 1, 0, 1);
    assertEquals(heat.colour(1, 0), heat.colour(0, 0));
    assertEquals(heat.colour(2, 0), heat.colour(3, 0));
    assertEquals(0, heat.colour(4, 0));
  }

  @Test
  void shouldShowWhereImagesDiffer() {
    RgbImage a = RgbImage.black(2, 1);
    RgbImage b = RgbImage.black(2, 1);
    b.set(1, 0, 0xffffff);
    RgbImage difference = ColourMap.difference(a, b, 0.5);
    assertEquals(ColourMap.colour(0), difference.colour(0, 0));
    assertEquals(ColourMap.colour(1), difference.colour(1, 0));
  }

  @Test
  void shouldSetPanelsSideBySideUnderTheirCaptions() {
    RgbImage panel = RgbImage.black(40, 30);
    RgbImage sheet =
        Sheet.row(List.of(new Sheet.Panel("render", panel), new Sheet.Panel("truth", panel)));
    assertEquals(4 + 2 * 44, sheet.width());
    assertEquals(4 + 30 + 13 + 4, sheet.height());
    assertEquals(0, sheet.colour(4, 17));
    assertEquals(0, sheet.colour(4 + 39 + 44, 17 + 29));
    assertTrue(ink(sheet, 0, 46) > 20, "a caption over the first panel");
    assertTrue(ink(sheet, 47, 92) > 20, "and over the second");
  }

  @Test
  void shouldBreakAContactSheetIntoRows() {
    RgbImage panel = RgbImage.black(10, 10);
    var panels = Collections.nCopies(5, new Sheet.Panel("a caption too long", panel));
    RgbImage sheet = Sheet.grid(panels, 2);
    assertEquals(4 + 2 * 14, sheet.width());
    assertEquals(4 + 3 * (10 + 13 + 4), sheet.height());
    assertThrows(IllegalArgumentException.class, () -> Sheet.row(List.of()));
  }

  @Test
  void shouldDrawAnyCharacterWithoutAFont() {
    RgbImage image = RgbImage.black(800, 9);
    StringBuilder text = new StringBuilder("é\u4e00\0");
    for (char c = ' '; c <= '~'; c++) {
      text.append(c);
    }
    PixelFont.draw(image, text.toString(), 0, 5, 800, 0xffffff);
    assertTrue(ink(image, 0, 800) == 0, "white is no ink");
    assertEquals(0xffffff, image.colour(2, 5), "a question mark for what it does not know");
  }

  @Test
  void shouldAlignColumnsOfATable() {
    String table =
        new TextTable("id", "name", "pixels")
            .row("1", "mug", "20")
            .row("12", "red book")
            .toString();
    assertEquals(
        """
        id  name      pixels
        --  --------  ------
         1  mug           20
        12  red book
        """,
        table);
    assertThrows(IllegalArgumentException.class, () -> new TextTable("a").row("1", "2"));
  }

  private static int ink(RgbImage image, int left, int right) {
    int count = 0;
    for (int y = 0; y < Math.min(17, image.height()); y++) {
      for (int x = left; x < right; x++) {
        count += image.colour(x, y) == 0x1a1a1a ? 1 : 0;
      }
    }
    return count;
  }

  private static int distance(int a, int b) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      sum += Math.abs((a >> shift & 0xff) - (b >> shift & 0xff));
    }
    return sum;
  }
}
