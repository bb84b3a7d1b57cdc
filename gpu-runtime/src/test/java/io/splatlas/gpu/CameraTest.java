package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CameraTest {
  /** Turned a quarter about its y axis, two metres up the z axis: it looks along world x. */
  private static Camera sideways() {
    double[] cameraToWorld = {0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 2, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(320, 240, 300, 310, 158, 121, cameraToWorld);
  }

  private static void assertSeen(double u, double v, double depth, double[] point) {
    Camera.Sighting at = sideways().sees(point).orElseThrow();
    assertEquals(u, at.u(), 1e-6);
    assertEquals(v, at.v(), 1e-6);
    assertEquals(depth, at.depth(), 1e-9);
  }

  @Test
  void shouldSeeWhatIsAheadAtItsPixel() {
    assertSeen(158, 121, 5, new double[] {5, 0, 2});
    assertSeen(158 + 60, 121, 5, new double[] {5, 0, 1});
    assertSeen(158, 121 + 62, 5, new double[] {5, 1, 2});
  }

  @Test
  void shouldNotSeeWhatIsBehindOrBesideItsImage() {
    for (double[] point :
        new double[][] {{-5, 0, 2}, {0, 0, 2}, {5, 3, 2}, {5, 0, 5}, {5, 0, Double.NaN}}) {
      assertTrue(sideways().sees(point).isEmpty());
    }
  }

  @Test
  void shouldSeeThePointOfAPixelAtThatPixel() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 1000; i++) {
      double u = random.nextDouble(320);
      double v = random.nextDouble(240);
      double depth = random.nextDouble(0.1, 50);
      assertSeen(u, v, depth, sideways().pointAt(u, v, depth));
    }
  }
}
