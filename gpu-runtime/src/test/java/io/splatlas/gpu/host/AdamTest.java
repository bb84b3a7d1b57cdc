package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.TrainingOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 0);

  private final HostGaussianSet set = trainedSet();
  private final float[] rates = Adam.rates(LAYOUT, TrainingOptions.defaults(0.5f));

  @Test
  void shouldMoveByTheLearningRateInTheFirstStep() {
    double[] gradient = new double[LAYOUT.featureOffset()];
    Arrays.fill(gradient, 1e-7);
    assertTrue(Adam.update(set, 0, rates, gradient));
    assertEquals(-0.5f, set.planes()[0][0], 1e-5);
    assertEquals(-1e-3f, set.planes()[GaussianLayout.ROTATION][0], 1e-7);
    assertEquals(-5e-3f, set.planes()[GaussianLayout.SCALE][0], 1e-7);
    assertEquals(-2.5e-2f, set.planes()[GaussianLayout.OPACITY][0], 1e-6);
    assertEquals(-2.5e-3f, set.planes()[GaussianLayout.SH_DC][0], 1e-7);
    assertEquals(-2.5e-3f / 20, set.planes()[GaussianLayout.SH_REST][0], 1e-8);
  }

  @Test
  void shouldFollowItsDefinition() {
    double m = 0;
    double v = 0;
    double x = 0;
    for (int step = 1; step <= 50; step++) {
      double[] gradient = new double[LAYOUT.featureOffset()];
      gradient[0] = Math.sin(step) * 1e-3;
      m = 0.9 * m + 0.1 * gradient[0];
      v = 0.999 * v + 0.001 * gradient[0] * gradient[0];
      x -= 0.5 * m / (1 - Math.pow(0.9, step)) / Math.sqrt(v / (1 - Math.pow(0.999, step)));
      Adam.update(set, 0, rates, gradient);
    }
    assertEquals(x, set.planes()[0][0], 1e-4);
  }

  @Test
  void shouldLeaveAGaussianAloneWhoseGradientIsNotFinite() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1e20}) {
      double[] gradient = new double[LAYOUT.featureOffset()];
      gradient[0] = 1;
      gradient[5] = bad;
      assertFalse(Adam.update(set, 0, rates, gradient));
      assertEquals(0, set.planes()[0][0]);
      assertEquals(0, set.training().steps()[0]);
    }
  }

  private static HostGaussianSet trainedSet() {
    HostGaussianSet set = new HostGaussianSet(new MemoryAccount(1 << 24), LAYOUT, 4);
    set.requireRows(1);
    set.extend(1);
    set.requireTraining();
    return set;
  }
}
