package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A slanted wall, seen from cameras that step aside. */
class DepthNoiseTest {
  private static final int WIDTH = 80;
  private static final int HEIGHT = 60;

  private final SplittableRandom random = new SplittableRandom(3);

  private static Camera camera(double aside) {
    return new Camera(
        WIDTH,
        HEIGHT,
        70,
        70,
        WIDTH / 2.0,
        HEIGHT / 2.0,
        new double[] {1, 0, 0, -aside, 0, 1, 0, 0, 0, 0, 1, 0});
  }

  private static double exact(double depth) {
    return depth;
  }

  /** Depth of the plane z = 2 + 0.3 x, as a sensor measures it. */
  private static float[] wall(double aside, DoubleUnaryOperator sensor) {
    float[] depth = new float[WIDTH * HEIGHT];
    for (int p = 0; p < depth.length; p++) {
      double ray = (p % WIDTH + 0.5 - WIDTH / 2.0) / 70;
      depth[p] = (float) sensor.applyAsDouble((2 + 0.3 * aside) / (1 - 0.3 * ray));
    }
    return depth;
  }

  private static DepthNoise after(DoubleUnaryOperator sensor) {
    DepthNoise noise = new DepthNoise();
    noise.look(1, camera(0), wall(0, DepthNoiseTest::exact));
    noise.look(2, camera(0.3), wall(0.3, sensor));
    return noise;
  }

  @Test
  void shouldTrustDepthThatAgrees() {
    DepthNoise noise = after(DepthNoiseTest::exact);
    assertEquals(0, noise.of(2), 1e-5);
    assertEquals(1, noise.trust(2));
  }

  @Test
  void shouldMeasureWhatASmoothImageHides() {
    DepthNoise noise = after(z -> 1.01 * z);
    assertEquals(0.01, noise.of(2), 3e-4);
    assertEquals(DepthNoise.TRUSTED / 0.01, noise.trust(2), 0.01);
  }

  @Test
  void shouldMeasureTheNoiseOfPixels() {
    DepthNoise noise = after(z -> z * (1 + 0.01 * random.nextGaussian()));
    assertTrue(noise.of(2) > 0.003 && noise.of(2) < 0.008, "noise " + noise.of(2));
  }

  @Test
  void shouldLeaveOutWhatOnlyOneFrameSees() {
    DepthNoise noise = after(z -> random.nextDouble() < 0.05 ? 0.5 * z : z);
    assertEquals(0, noise.of(2), 1e-5);
  }

  @Test
  void shouldCompareDepthThatIsMostlyUnknown() {
    DepthNoise noise = new DepthNoise();
    float[] first = wall(0, DepthNoiseTest::exact);
    float[] second = wall(0.3, z -> 1.01 * z);
    for (int p = 0; p < first.length; p++) {
      boolean known = p / WIDTH >= 20 && p / WIDTH < 30;
      first[p] = known ? first[p] : 0;
      second[p] = known ? second[p] : 0;
    }
    noise.look(1, camera(0), first);
    noise.look(2, camera(0.3), second);
    assertEquals(0.01, noise.of(2), 5e-4);
  }

  @Test
  void shouldNotCompareFramesFromOnePlace() {
    DepthNoise noise = new DepthNoise();
    noise.look(1, camera(0), wall(0, DepthNoiseTest::exact));
    noise.look(2, camera(0.01), wall(0.01, z -> 1.02 * z));
    assertEquals(1, noise.trust(1));
    assertEquals(1, noise.trust(2), "nothing is known yet");
    noise.look(3, camera(0.4), wall(0.4, DepthNoiseTest::exact));
    assertEquals(0.02, noise.of(3), 2e-3, "compared with the newest frame");
    assertEquals(noise.of(3), noise.of(2), "the others' median where nothing is known");
  }

  @Test
  void shouldNotLearnFromAFrameTwice() {
    DepthNoise noise = after(z -> 1.01 * z);
    double before = noise.of(2);
    noise.look(2, camera(0.3), wall(0.3, DepthNoiseTest::exact));
    assertEquals(before, noise.of(2));
  }

  @Test
  void shouldStandFramesWithoutUsableDepth() {
    DepthNoise noise = new DepthNoise();
    float[] broken = new float[WIDTH * HEIGHT];
    broken[5] = Float.NaN;
    broken[6] = Float.POSITIVE_INFINITY;
    broken[7] = -1;
    noise.look(1, camera(0), broken);
    noise.look(2, camera(0.3), wall(0.3, DepthNoiseTest::exact));
    noise.look(3, camera(0.6), broken);
    assertEquals(1, noise.trust(3));
  }
}
