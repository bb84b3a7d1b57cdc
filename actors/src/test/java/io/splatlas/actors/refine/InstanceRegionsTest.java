package io.splatlas.actors.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.distill.Region;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceRegionsTest {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;

  /** A red square of 40 pixels on blue; the mask reaches over its right edge by some pixels. */
  private static byte[] square() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      boolean inside = p % WIDTH >= 40 && p % WIDTH < 80 && p / WIDTH >= 24 && p / WIDTH < 64;
      rgb[3 * p + (inside ? 0 : 2)] = (byte) 200;
    }
    return rgb;
  }

  private static int[] ids(int left, int right, int id) {
    int[] ids = new int[WIDTH * HEIGHT];
    for (int p = 0; p < ids.length; p++) {
      boolean inside = p % WIDTH >= left && p % WIDTH < right && p / WIDTH >= 24 && p / WIDTH < 64;
      ids[p] = inside ? id : 0;
    }
    return ids;
  }

  @Test
  void shouldRefineAMaskToTheEdgeThatTheImageShows() {
    Optional<Region> region = InstanceRegions.of(WIDTH, HEIGHT, ids(40, 84, 7), square(), 7);
    boolean[] mask = region.orElseThrow().mask();
    int[] sharp = ids(40, 80, 7);
    int wrong = 0;
    for (int p = 0; p < mask.length; p++) {
      wrong += mask[p] != (sharp[p] == 7) ? 1 : 0;
    }
    assertTrue(wrong < 60, wrong + " pixels of 1,600 are wrong, 160 were");
  }

  @Test
  void shouldPadTheBoxAndKeepItWithinTheImage() {
    Region region = InstanceRegions.of(WIDTH, HEIGHT, ids(40, 80, 7), square(), 7).orElseThrow();
    assertEquals(15, region.left(), 2);
    assertEquals(105, region.right(), 2);
    assertEquals(0, region.top());
    assertEquals(89, region.bottom(), 2);
    int pixels = (region.right() - region.left()) * (region.bottom() - region.top());
    assertEquals(3 * pixels, region.crop().length);
  }

  @Test
  void shouldLeaveOutWhatIsTooSmall() {
    int[] ids = ids(40, 80, 7);
    ids[0] = 3;
    assertEquals(Map.of(7, 1600), InstanceRegions.candidates(ids));
    assertFalse(InstanceRegions.candidates(ids(40, 45, 7)).containsKey(7));
  }

  @Test
  void shouldLeaveOutWhatIsTooLarge() {
    int width = 240;
    int height = 200;
    int[] ids = new int[width * height];
    byte[] rgb = new byte[3 * width * height];
    for (int p = 0; p < ids.length; p++) {
      boolean inside = p % width >= 20 && p % width < 220 && p / width >= 20 && p / width < 180;
      ids[p] = inside ? 7 : 0;
      rgb[3 * p] = (byte) (inside ? 200 : 20);
    }
    assertEquals(Map.of(7, 32_000), InstanceRegions.candidates(ids));
    assertTrue(InstanceRegions.of(width, height, ids, rgb, 7).isEmpty(), "more than 30,000 pixels");
  }
}
