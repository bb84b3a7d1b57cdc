package io.splatlas.actors.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.CameraModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UndistorterTest {
  private static final CameraModel BARREL =
      new CameraModel(160, 120, 130, 128, 81, 58.5, -0.12, 0.03, 0.002, -0.001, 0.001);

  /** A smooth pattern as a function of the undistorted direction. */
  private static double pattern(double x, double y, int channel) {
    return 127 + 100 * Math.sin(7 * x + channel) * Math.cos(6 * y - channel);
  }

  /** Inverts the lens by Newton steps with numeric derivatives. */
  private static double[] undistort(Lens lens, double xd, double yd) {
    double x = xd;
    double y = yd;
    for (int i = 0; i < 20; i++) {
      double h = 1e-6;
      double fx = lens.distortX(x, y) - xd;
      double fy = lens.distortY(x, y) - yd;
      double a = (lens.distortX(x + h, y) - lens.distortX(x - h, y)) / (2 * h);
      double b = (lens.distortX(x, y + h) - lens.distortX(x, y - h)) / (2 * h);
      double c = (lens.distortY(x + h, y) - lens.distortY(x - h, y)) / (2 * h);
      double d = (lens.distortY(x, y + h) - lens.distortY(x, y - h)) / (2 * h);
      double det = a * d - b * c;
      x -= (d * fx - b * fy) / det;
      y -= (a * fy - c * fx) / det;
    }
    return new double[] {x, y};
  }

  private static byte[] photograph(CameraModel camera) {
    Lens lens = new Lens(camera);
    byte[] rgb = new byte[3 * camera.width() * camera.height()];
    for (int j = 0; j < camera.height(); j++) {
      for (int i = 0; i < camera.width(); i++) {
        double[] ideal =
            undistort(
                lens, (i + 0.5 - camera.cx()) / camera.fx(), (j + 0.5 - camera.cy()) / camera.fy());
        for (int c = 0; c < 3; c++) {
          rgb[3 * (j * camera.width() + i) + c] = (byte) Math.round(pattern(ideal[0], ideal[1], c));
        }
      }
    }
    return rgb;
  }

  @Test
  void shouldRecoverThePinholeImageOfAnAnalyticScene() {
    byte[] out = new Undistorter(BARREL).colour(photograph(BARREL));
    byte[] valid = new Undistorter(BARREL).valid();
    int compared = 0;
    for (int j = 1; j < 119; j++) {
      for (int i = 1; i < 159; i++) {
        int p = j * 160 + i;
        if (valid[p] == 0) {
          continue;
        }
        double x = (i + 0.5 - BARREL.cx()) / BARREL.fx();
        double y = (j + 0.5 - BARREL.cy()) / BARREL.fy();
        for (int c = 0; c < 3; c++) {
          assertEquals(pattern(x, y, c), out[3 * p + c] & 0xff, 2.0);
        }
        compared++;
      }
    }
    assertTrue(compared > 17_000);
  }

  @Test
  void shouldLeaveAnIdealImageAlone() {
    CameraModel ideal = new CameraModel(33, 17, 30, 30, 15, 8, 0, 0, 0, 0, 0);
    byte[] rgb = new byte[3 * 33 * 17];
    float[] depth = new float[33 * 17];
    for (int p = 0; p < depth.length; p++) {
      depth[p] = p;
      rgb[3 * p + 1] = (byte) p;
    }
    Undistorter undistorter = new Undistorter(ideal);
    assertTrue(undistorter.complete());
    assertArrayEquals(rgb, undistorter.colour(rgb));
    assertArrayEquals(depth, undistorter.depth(depth));
  }

  @Test
  void shouldMarkWhatAPincushionLensDidNotSee() {
    CameraModel pincushion = new CameraModel(160, 120, 130, 130, 80, 60, 0.3, 0, 0, 0, 0);
    Undistorter undistorter = new Undistorter(pincushion);
    assertFalse(undistorter.complete());
    byte[] valid = undistorter.valid();
    assertEquals(0, valid[0]);
    assertEquals(1, valid[60 * 160 + 80]);
    byte[] white = new byte[3 * 160 * 120];
    Arrays.fill(white, (byte) 255);
    assertEquals(0, undistorter.colour(white)[0]);
  }

  @Test
  void shouldNotTrustTheLensBeyondItsTurningPoint() {
    // r (1 - 0.5 r^2) turns back at r = 0.816: corners of this wide image lie beyond.
    CameraModel folding = new CameraModel(200, 200, 80, 80, 100, 100, -0.5, 0, 0, 0, 0);
    byte[] valid = new Undistorter(folding).valid();
    assertEquals(0, valid[0]);
    assertEquals(1, valid[100 * 200 + 100]);
  }

  @Test
  void shouldTakeDepthFromTheNearestPixelOnly() {
    float[] depth = new float[160 * 120];
    for (int p = 0; p < depth.length; p++) {
      depth[p] = p % 160 < 80 ? 1 : 5;
    }
    for (float d : new Undistorter(BARREL).depth(depth)) {
      assertTrue(d == 0 || d == 1 || d == 5);
    }
  }

  @Test
  void shouldKeepTablesWithinTheBound() {
    Undistorters cache = new Undistorters(2 * 160 * 120);
    Undistorter first = cache.of(BARREL);
    assertSame(first, cache.of(BARREL));
    for (int i = 1; i <= 2; i++) {
      cache.of(new CameraModel(160, 120, 130 + i, 128, 80, 60, -0.1, 0, 0, 0, 0));
    }
    assertNotSame(first, cache.of(BARREL));
    CameraModel large = new CameraModel(400, 400, 300, 300, 200, 200, -0.1, 0, 0, 0, 0);
    assertNotSame(cache.of(large), cache.of(large));
  }
}
