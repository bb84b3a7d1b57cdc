package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.FeatureMap;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BuiltInTeacherTest {
  private final Teacher teacher = new BuiltInTeacher();

  @Test
  void shouldDescribeAUniformImageByItsColourAlone() {
    byte[] rgb = new byte[3 * 32 * 24];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 255;
    }
    FeatureMap map = teacher.describe(32, 24, rgb);

    assertEquals(8, map.width());
    assertEquals(6, map.height());
    float[] first = cell(map, 0);
    assertArrayEquals(new float[] {1 / 3f, 1f, 0.75f}, Arrays.copyOf(first, 3), 1e-5f);
    assertArrayEquals(new float[7], Arrays.copyOfRange(first, 3, 10), 1e-3f);
    for (int i = 0; i < 48; i++) {
      assertArrayEquals(first, cell(map, i), 1e-3f);
    }
  }

  @Test
  void shouldTellVerticalFromHorizontalStripes() {
    float[] vertical = cell(teacher.describe(32, 32, stripes(true)), 27);
    float[] horizontal = cell(teacher.describe(32, 32, stripes(false)), 27);

    assertTrue(vertical[6] > 4 * vertical[8], "gradients of vertical stripes point along x");
    assertTrue(horizontal[8] > 4 * horizontal[6], "gradients of horizontal stripes point along y");
  }

  @Test
  void shouldAnswerFiniteValuesForAnySize() {
    SplittableRandom random = new SplittableRandom(5);
    for (int[] size : new int[][] {{1, 1}, {3, 2}, {5, 17}, {64, 1}, {33, 47}}) {
      byte[] rgb = new byte[3 * size[0] * size[1]];
      random.nextBytes(rgb);
      for (float value : teacher.describe(size[0], size[1], rgb).values()) {
        assertTrue(Float.isFinite(value) && value >= -0.001f && value <= 4, "value " + value);
      }
    }
  }

  @Test
  void shouldRefuseAnImageOfTheWrongSize() {
    assertThrows(IllegalArgumentException.class, () -> teacher.describe(4, 4, new byte[47]));
  }

  private static byte[] stripes(boolean vertical) {
    byte[] rgb = new byte[3 * 32 * 32];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        if (((vertical ? x : y) / 3) % 2 == 0) {
          Arrays.fill(rgb, 3 * (32 * y + x), 3 * (32 * y + x) + 3, (byte) 255);
        }
      }
    }
    return rgb;
  }

  private static float[] cell(FeatureMap map, int index) {
    float[] values = new float[map.channels()];
    for (int c = 0; c < values.length; c++) {
      values[c] = map.values()[c * map.width() * map.height() + index];
    }
    return values;
  }
}
