package io.splatlas.ops.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResamplingTest {

  @Test
  void shouldAverageWholePixels() {
    RgbImage out = Resampling.areaAverage(columns(0, 10, 100, 200), 2, 1);
    assertEquals(5, out.sample(0, 0, 0));
    assertEquals(150, out.sample(1, 0, 2));
  }

  @Test
  void shouldWeighPixelsThatAreCutByTheirShare() {
    // 3 to 2: (a + b/2) / 1.5 and (b/2 + c) / 1.5.
    RgbImage out = Resampling.areaAverage(columns(30, 60, 120), 2, 1);
    assertEquals(40, out.sample(0, 0, 0));
    assertEquals(100, out.sample(1, 0, 0));
  }

  @Test
  void shouldKeepAFlatImageFlatAtAnySize() {
    RgbImage image = RgbImage.black(37, 29);
    Arrays.fill(image.rgb(), (byte) 201);
    for (int width = 1; width <= 37; width += 3) {
      for (byte value : Resampling.areaAverage(image, width, 1 + width / 2).rgb()) {
        assertEquals((byte) 201, value);
      }
    }
  }

  @Test
  void shouldKeepTheMeanOfAnImage() {
    RgbImage image = RgbImage.black(64, 48);
    new SplittableRandom(1).nextBytes(image.rgb());
    assertEquals(mean(image), mean(Resampling.areaAverage(image, 20, 15)), 0.5);
  }

  @Test
  void shouldMoveAnEdgeToWhereTheScaledCameraSeesIt() {
    // An edge at column 30 of 100 lies at 3 of 10: pixel 2 is still all black and pixel 3 all
    // white.
    RgbImage image = RgbImage.black(100, 1);
    Arrays.fill(image.rgb(), 90, 300, (byte) 255);
    RgbImage out = Resampling.areaAverage(image, 10, 1);
    assertEquals(0, out.sample(2, 0, 0));
    assertEquals(255, out.sample(3, 0, 0));
  }

  @Test
  void shouldNotMixIds() {
    IntImage ids = new IntImage(6, 1, new int[] {1, 1, 900, 900, 5, 5});
    assertArrayEquals(new int[] {1, 900, 5}, Resampling.nearest(ids, 3, 1).values());
    assertArrayEquals(
        new int[] {1, 1, 1, 1, 900, 900, 900, 900, 5, 5, 5, 5},
        Resampling.nearest(ids, 12, 1).values());
    assertSame(ids, Resampling.nearest(ids, 6, 1));
  }

  private static RgbImage columns(int... values) {
    RgbImage image = RgbImage.black(values.length, 1);
    for (int x = 0; x < values.length; x++) {
      image.set(x, 0, values[x] * 0x010101);
    }
    return image;
  }

  private static double mean(RgbImage image) {
    double sum = 0;
    for (byte value : image.rgb()) {
      sum += value & 0xff;
    }
    return sum / image.rgb().length;
  }
}
