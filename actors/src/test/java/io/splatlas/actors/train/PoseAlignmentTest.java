package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.CpuDevice;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoseAlignmentTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private static final int COLUMNS = 32;
  private static final int ROWS = 24;
  private static final double DEGREE = Math.toRadians(1);
  private static final Camera TRUE =
      new Camera(160, 120, 140, 140, 80, 60, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2});

  /** An opaque wall of waves and noise in colour, with steps in depth, two metres away. */
  private static GaussianBatch wall() {
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, COLUMNS * ROWS);
    float[][] planes = batch.planes();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < batch.count(); i++) {
      int column = i % COLUMNS;
      int row = i / COLUMNS;
      planes[GaussianLayout.POSITION][i] = (column - COLUMNS / 2f) * 0.1f;
      planes[GaussianLayout.POSITION + 1][i] = (row - ROWS / 2f) * 0.1f;
      planes[GaussianLayout.POSITION + 2][i] =
          (column / 4 + row / 4) % 2 * 0.8f + (float) random.nextDouble(0.05);
      planes[GaussianLayout.ROTATION][i] = 1;
      for (int k = 0; k < 3; k++) {
        planes[GaussianLayout.SCALE + k][i] = (float) Math.log(0.08);
        double wave = Math.sin(0.7 * column + 2 * k) + Math.cos(0.6 * row - 3 * k);
        planes[GaussianLayout.SH_DC + k][i] = (float) (0.6 * wave + random.nextDouble(-0.4, 0.4));
      }
      planes[GaussianLayout.OPACITY][i] = 4;
    }
    return batch;
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static ViewData photograph(GpuDevice device, GaussianSet set, Camera told) {
    float[] colour =
        Objects.requireNonNull(device.render(set, TRUE, RenderOptions.of(Layer.COLOUR)).colour());
    byte[] rgb = new byte[colour.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * Math.clamp(colour[i], 0f, 1f));
    }
    return new ViewData(told, rgb, null, null);
  }

  private static final int ROUNDS = 5;

  /** Aligns a photograph again and again, as training does. */
  private static Camera align(Camera told) {
    try (GpuDevice device = CpuDevice.create(256L << 20, "test");
        GaussianSet set = device.allocate(LAYOUT, COLUMNS * ROWS)) {
      device.append(set, wall());
      Camera camera = told;
      for (int round = 0; round < ROUNDS; round++) {
        PoseAlignment alignment = new PoseAlignment(photograph(device, set, camera), false);
        while (alignment.step(device, set)) {
          assertTrue(Double.isFinite(alignment.camera().centre()[0]));
        }
        camera = alignment.camera();
      }
      return camera;
    }
  }

  /** How far the image of the wall is from where it belongs: mean over a grid of points, pixels. */
  private static double displacement(Camera camera) {
    double sum = 0;
    for (int k = 0; k < 25; k++) {
      double[] point = {(k % 5 - 2) * 0.4, (k / 5 - 2) * 0.3, 0.4};
      double[] a = seen(camera, point);
      double[] b = seen(TRUE, point);
      sum += Math.hypot(a[0] - b[0], a[1] - b[1]) / 25;
    }
    return sum;
  }

  private static double[] seen(Camera camera, double[] point) {
    double[] w = camera.worldToCamera();
    double[] p = new double[3];
    for (int row = 0; row < 3; row++) {
      p[row] = w[4 * row + 3];
      for (int k = 0; k < 3; k++) {
        p[row] += w[4 * row + k] * point[k];
      }
    }
    return new double[] {camera.fx() * p[0] / p[2], camera.fy() * p[1] / p[2]};
  }

  @Test
  void shouldFindThePoseThatOdometryMissed() {
    double[][] twists = {
      {0, DEGREE, 0, 0.01, 0, 0},
      {DEGREE / 2, -DEGREE / 2, DEGREE / 2, 0, -0.01, 0.01},
      {0, 0, DEGREE, -0.01, 0.005, 0}
    };
    for (double[] twist : twists) {
      Camera told = CameraMotion.moved(TRUE, twist);
      double before = displacement(told);
      double after = displacement(align(told));
      assertTrue(after < 0.15 * before, "from %.3f to %.3f pixels".formatted(before, after));
    }
  }

  @Test
  void shouldStayWhereThePoseIsRight() {
    double after = displacement(align(TRUE));
    assertTrue(after < 0.05, after + " pixels");
  }

  @Test
  void shouldLeaveThePoseWhereTheSceneIsEmpty() {
    Camera away = CameraMotion.moved(TRUE, new double[] {0, Math.PI, 0, 0, 0, 0});
    assertSame(away, align(away));
  }

  @Test
  void shouldTurnAndMoveACameraInItsOwnFrame() {
    Camera moved = CameraMotion.moved(TRUE, new double[] {0, 0, 0, 0.1, 0.2, 0.3});
    assertEquals(2.3, moved.worldToCamera()[11], 1e-12);
    Camera turned = CameraMotion.moved(TRUE, new double[] {0, Math.PI / 2, 0, 0, 0, 0});
    assertEquals(0, turned.worldToCamera()[0], 1e-12);
    assertEquals(2, turned.worldToCamera()[3], 1e-12);
    assertEquals(0, turned.worldToCamera()[11], 1e-12);
  }
}
