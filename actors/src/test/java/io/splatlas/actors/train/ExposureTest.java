package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static final int COUNT = 3 * 600;
  private final SplittableRandom random = new SplittableRandom(5);

  private float[] scene(double least, double most) {
    float[] scene = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      scene[i] = (float) random.nextDouble(least, most);
    }
    return scene;
  }

  private static float[] shown(float[] scene, Exposure exposure) {
    float[] shown = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      shown[i] = (float) exposure.shown(i % 3, scene[i]);
    }
    return shown;
  }

  @Test
  void shouldFindGainAndBiasOfEachChannel() {
    Exposure truth = new Exposure(new double[] {0.7, 1, 1.2}, new double[] {0.03, 0, -0.02});
    float[] scene = scene(0.1, 0.8);
    assertEquals(0, Exposure.fit(scene, shown(scene, truth), COUNT).distance(truth), 0.025);
  }

  @Test
  void shouldNotBeLedAstrayByWhatHasMoved() {
    Exposure truth = new Exposure(new double[] {0.8, 0.8, 0.8}, new double[3]);
    float[] scene = scene(0.1, 0.9);
    float[] photograph = shown(scene, truth);
    for (int i = 0; i < COUNT / 8; i++) {
      photograph[i] = 0.95f;
    }
    assertEquals(0, Exposure.fit(scene, photograph, COUNT).distance(truth), 0.05);
  }

  @Test
  void shouldTakeABrighterWallForExposure() {
    Exposure truth = new Exposure(new double[] {1.2, 1.2, 1.2}, new double[3]);
    float[] wall = scene(0.5, 0.501);
    Exposure found = Exposure.fit(wall, shown(wall, truth), COUNT);
    assertEquals(0.6, found.shown(0, 0.5), 0.005);
    assertEquals(1.2, found.gain()[0], 0.05);
  }

  @Test
  void shouldUndoWhatAnExposureDoes() {
    Exposure exposure = new Exposure(new double[] {0.7, 1, 1.2}, new double[] {0.03, 0, -0.02});
    for (int c = 0; c < 3; c++) {
      assertEquals(0.4, exposure.scene(c, exposure.shown(c, 0.4)), 1e-12);
    }
    assertEquals(1, exposure.scene(0, 1), "what is brighter than white is white");
  }
}
