package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.ops.picture.IntImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundariesTest {

  @Test
  void shouldKeepTheRimOfAMaskAndOfTheImage() {
    IntImage ids =
        IdMaps.of(
            "1110000", //
            "1110222", "1110222", "0000222");
    IntImage rim =
        IdMaps.of(
            "1110000", //
            "1010222", "1110202", "0000222");
    assertArrayEquals(rim.values(), Boundaries.of(ids, 1).values());
  }

  @Test
  void shouldSeparateMasksThatTouch() {
    IntImage ids = IdMaps.of("11112222", "11112222", "11112222");
    assertArrayEquals(
        IdMaps.of("11112222", "10012002", "11112222").values(), Boundaries.of(ids, 1).values());
  }

  @Test
  void shouldBeTwoHundredthsOfTheDiagonal() {
    assertEquals(8, Boundaries.distance(320, 240));
    assertEquals(16, Boundaries.distance(640, 480));
    assertEquals(1, Boundaries.distance(10, 10));
  }

  @Test
  void shouldAgreeWithErodingEachMaskStepByStep() {
    var random = new SplittableRandom(3);
    for (int trial = 0; trial < 200; trial++) {
      IntImage ids = IdMaps.random(1 + random.nextInt(25), 1 + random.nextInt(25), 4, random);
      int distance = 1 + random.nextInt(4);
      assertArrayEquals(slow(ids, distance), Boundaries.of(ids, distance).values());
    }
  }

  private static int[] slow(IntImage ids, int distance) {
    int[] out = new int[ids.values().length];
    for (int id = 1; id <= 4; id++) {
      boolean[] mask = new boolean[out.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = ids.values()[i] == id;
      }
      boolean[] eroded = mask;
      for (int step = 0; step < distance; step++) {
        eroded = eroded(eroded, ids.width(), ids.height());
      }
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] && !eroded[i]) {
          out[i] = id;
        }
      }
    }
    return out;
  }

  /** A 3x3 erosion with nothing outside the image. */
  private static boolean[] eroded(boolean[] mask, int width, int height) {
    boolean[] out = new boolean[mask.length];
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        boolean all = true;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            all &= mask[(y + dy) * width + x + dx];
          }
        }
        out[y * width + x] = all;
      }
    }
    return out;
  }
}
