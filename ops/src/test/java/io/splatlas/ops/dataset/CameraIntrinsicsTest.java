package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CameraIntrinsicsTest {

  @Test
  void shouldProjectTheSameRayToTheSamePlaceAtEverySize() {
    var camera =
        new CameraIntrinsics(1080, 1920, 1375, 1374, 554, 965, 0.06, -0.08, -1e-3, 1e-4, 0);
    CameraIntrinsics small = camera.limitedTo(270);
    assertEquals(480, small.height());
    double[] full = new double[2];
    double[] reduced = new double[2];
    assertTrue(camera.project(0.2, -0.3, 1.5, full));
    assertTrue(small.project(0.2, -0.3, 1.5, reduced));
    assertEquals(full[0] / 4, reduced[0], 1e-9);
    assertEquals(full[1] / 4, reduced[1], 1e-9);
  }

  @Test
  void shouldApplyDistortionAsOpenCvDoes() {
    // Computed by hand for x = 0.1, y = 0.2: r2 = 0.05.
    var camera = new CameraIntrinsics(100, 100, 100, 100, 50, 50, 0.5, 0, 0.01, 0.02, 0);
    double[] uv = new double[2];
    assertTrue(camera.project(0.1, 0.2, 1, uv));
    assertEquals(50 + 100 * (0.1 * 1.025 + 2 * 0.01 * 0.02 + 0.02 * (0.05 + 0.02)), uv[0], 1e-9);
    assertEquals(50 + 100 * (0.2 * 1.025 + 0.01 * (0.05 + 0.08) + 2 * 0.02 * 0.02), uv[1], 1e-9);
  }

  @Test
  void shouldScaleBySidesWhenTheAspectCannotBeKept() {
    CameraIntrinsics small = CameraIntrinsics.pinhole(101, 51, 100, 100, 50.5, 25.5).limitedTo(10);
    assertEquals(5, small.height());
    assertEquals(5, small.cx(), 1e-12);
    assertEquals(2.5, small.cy(), 1e-12);
  }

  @Test
  void shouldLeaveSmallImagesAlone() {
    CameraIntrinsics camera = CameraIntrinsics.pinhole(8, 6, 10, 10, 4, 3);
    assertSame(camera, camera.limitedTo(8));
    assertThrows(IllegalArgumentException.class, () -> camera.limitedTo(0));
  }

  @Test
  void shouldNotProjectWhatIsBehind() {
    CameraIntrinsics camera = CameraIntrinsics.pinhole(8, 6, 10, 10, 4, 3);
    assertFalse(camera.project(0, 0, -1, new double[2]));
    assertFalse(camera.project(0, 0, 0, new double[2]));
  }

  @Test
  void shouldRefuseImpossibleCameras() {
    for (double focal : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
      assertThrows(
          IllegalArgumentException.class, () -> CameraIntrinsics.pinhole(8, 6, focal, 10, 4, 3));
    }
    assertThrows(
        IllegalArgumentException.class, () -> CameraIntrinsics.pinhole(0, 6, 10, 10, 4, 3));
    assertThrows(
        IllegalArgumentException.class, () -> CameraIntrinsics.pinhole(8, 1 << 20, 10, 10, 4, 3));
  }
}
