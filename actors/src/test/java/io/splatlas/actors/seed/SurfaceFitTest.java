package io.splatlas.actors.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SurfaceFitTest {
  private static final int W = 31;
  private static final int H = 21;

  private static float[] plane(double a, double b, double c, double noise) {
    SplittableRandom random = new SplittableRandom(1);
    float[] inverse = new float[W * H];
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        inverse[y * W + x] =
            (float) ((a * x + b * y + c) * (1 + noise * (2 * random.nextDouble() - 1)));
      }
    }
    return inverse;
  }

  @Test
  void shouldRecoverAPlane() {
    SurfaceFit fit = new SurfaceFit(plane(0.001, -0.002, 0.5, 0), W, H, 3);
    for (int x : new int[] {0, 1, 15, W - 1}) {
      assertTrue(fit.fit(x, 10));
      assertEquals(0.001 * x - 0.002 * 10 + 0.5, fit.inverse, 1e-6);
      assertEquals(0.001, fit.slopeX, 1e-6);
      assertEquals(-0.002, fit.slopeY, 1e-6);
    }
  }

  @Test
  void shouldSmoothTheNoiseOfASensor() {
    float[] noisy = plane(0, 0, 0.5, 0.01);
    SurfaceFit fit = new SurfaceFit(noisy, W, H, 3);
    double raw = 0;
    double fitted = 0;
    for (int x = 4; x < W - 4; x++) {
      assertTrue(fit.fit(x, 10));
      raw += Math.abs(noisy[10 * W + x] - 0.5);
      fitted += Math.abs(fit.inverse - 0.5);
    }
    assertTrue(fitted < raw / 3, fitted + " of " + raw);
  }

  @Test
  void shouldSkipUnknownAndLonelyDepth() {
    float[] inverse = new float[W * H];
    inverse[10 * W + 10] = 0.5f;
    SurfaceFit fit = new SurfaceFit(inverse, W, H, 3);
    assertFalse(fit.fit(10, 10));
    assertFalse(fit.fit(11, 10));
  }

  @Test
  void shouldNotMixTwoSurfaces() {
    float[] inverse = new float[W * H];
    for (int p = 0; p < inverse.length; p++) {
      inverse[p] = p % W < 15 ? 0.5f : 1;
    }
    SurfaceFit fit = new SurfaceFit(inverse, W, H, 3);
    assertTrue(fit.fit(14, 10));
    assertEquals(0.5, fit.inverse, 1e-6);
    assertTrue(fit.fit(15, 10));
    assertEquals(1, fit.inverse, 1e-6);
    assertEquals(0, fit.slopeX, 1e-6);
  }
}
