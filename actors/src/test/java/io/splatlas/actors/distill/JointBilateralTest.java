package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gpu.FeatureMap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JointBilateralTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 16;

  /** White up to a column that is no border of cells, black behind it. */
  private static byte[] edgeAt(int column) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      Arrays.fill(rgb, 3 * p, 3 * p + 3, (byte) (p % WIDTH < column ? 255 : 0));
    }
    return rgb;
  }

  @Test
  void shouldLeaveAConstantMapAsItIs() {
    float[] values = new float[2 * 4 * 2];
    Arrays.fill(values, 0, 8, 3f);
    Arrays.fill(values, 8, 16, -1f);
    FeatureMap fine =
        JointBilateral.upsample(
            new FeatureMap(4, 2, 2, values), WIDTH, HEIGHT, edgeAt(20), WIDTH, HEIGHT);
    float[] expected = new float[2 * WIDTH * HEIGHT];
    Arrays.fill(expected, 0, WIDTH * HEIGHT, 3f);
    Arrays.fill(expected, WIDTH * HEIGHT, 2 * WIDTH * HEIGHT, -1f);
    assertArrayEquals(expected, fine.values(), 1e-5f);
  }

  @Test
  void shouldMoveAStepOfTheMapToTheEdgeOfTheImage() {
    // Cells of 16 pixels; the second one is white for 12 of them and says 0.75.
    FeatureMap map = new FeatureMap(4, 1, 1, new float[] {1, 0.75f, 0, 0});
    FeatureMap fine = JointBilateral.upsample(map, WIDTH, HEIGHT, edgeAt(28), WIDTH, HEIGHT);
    assertEquals(1, fine.values()[26], 0.3);
    assertEquals(0, fine.values()[29], 0.05);
  }
}
