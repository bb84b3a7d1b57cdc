package io.splatlas.actors.seed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.TrainingImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PixelSamplerTest {
  private static final int W = 160;
  private static final int H = 120;

  private static byte[] all() {
    byte[] eligible = new byte[W * H];
    Arrays.fill(eligible, (byte) 1);
    return eligible;
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static TrainingImage image(byte[] rgb) {
    return new TrainingImage(SyntheticScene.camera(W, H, 0, 0, 0), rgb, null, null);
  }

  @Test
  void shouldSpreadEvenlyOverSmoothGround() {
    PixelSampler sampler = new PixelSampler(image(new byte[3 * W * H]), all(), 1200);
    int[] samples = sampler.sample(1);
    assertEquals(1200, samples.length, 60);
    int[] cells = new int[16];
    for (int p : samples) {
      int row = p / W;
      cells[row / 30 * 4 + p % W / 40]++;
    }
    for (int cell : cells) {
      assertEquals(75, cell, 12);
    }
    assertEquals(4, sampler.spacing(0), 0.01);
  }

  @Test
  void shouldSampleEdgesMoreDensely() {
    byte[] rgb = new byte[3 * W * H];
    for (int p = 0; p < W * H; p++) {
      Arrays.fill(rgb, 3 * p, 3 * p + 3, (byte) (p % W < 80 ? 0 : p % 2 == 0 ? 255 : 0));
    }
    for (int y = 0; y < H; y++) {
      for (int x = 80; x < W; x++) {
        Arrays.fill(rgb, 3 * (y * W + x), 3 * (y * W + x) + 3, (byte) (x / 2 % 2 * 255));
      }
    }
    int left = 0;
    int[] samples = new PixelSampler(image(rgb), all(), 1000).sample(1);
    for (int p : samples) {
      left += p % W < 78 ? 1 : 0;
    }
    assertTrue(left * 3 < samples.length - left, left + " of " + samples.length);
  }

  @Test
  void shouldStayWithinWhatIsEligible() {
    byte[] eligible = new byte[W * H];
    Arrays.fill(eligible, 0, W * 10, (byte) 1);
    for (int p : new PixelSampler(image(new byte[3 * W * H]), eligible, 100).sample(1)) {
      assertTrue(p < W * 10);
    }
    assertEquals(
        0, new PixelSampler(image(new byte[3 * W * H]), new byte[W * H], 100).sample(1).length);
  }

  @Test
  void shouldRepeatItselfForASeed() {
    PixelSampler sampler = new PixelSampler(image(new byte[3 * W * H]), all(), 500);
    assertArrayEquals(sampler.sample(7), sampler.sample(7));
  }
}
