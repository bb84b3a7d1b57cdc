package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extreme but finite Gaussians among ordinary ones: nothing crashes, nothing becomes NaN. */
class CpuRobustnessTest {
  private static final float[] EXTREMES = {
    0, -0f, 1e-38f, -1e-30f, 1e-6f, 1, -1, 30, -30, 88, -88, 1e4f, -1e6f, 1e15f, -1e19f, 3e38f
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldSurviveExtremeGaussians(long seed) {
    GaussianLayout layout = new GaussianLayout(3, 2);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, 400, 0.1, seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < 300; k++) {
      int plane = random.nextInt(layout.featureOffset());
      batch.planes()[plane][random.nextInt(200)] = EXTREMES[random.nextInt(EXTREMES.length)];
    }
    for (int i = 0; i < 5; i++) {
      for (int q = 0; q < 4; q++) {
        batch.planes()[GaussianLayout.ROTATION + q][i] = 0;
      }
    }
    Camera camera = SyntheticScenes.ring(37, 53, (int) seed, 7);
    try (GpuDevice device = CpuDevice.create(1L << 28, 2, "test")) {
      GaussianSet set = device.allocate(layout, 400);
      device.append(set, batch);
      for (boolean antialiased : new boolean[] {false, true}) {
        check(device, set, camera, antialiased);
      }
    }
  }

  private static void check(GpuDevice device, GaussianSet set, Camera camera, boolean antialiased) {
    RenderOptions options =
        new RenderOptions(java.util.Set.of(Layer.values()), 3, antialiased, new float[3]);
    RenderedView render = device.render(set, camera, options);
    for (float alpha : SyntheticScenes.layer(render.alpha())) {
      assertTrue(alpha >= 0 && alpha <= 1, "alpha " + alpha);
    }
    ViewData photograph =
        new ViewData(camera, new byte[3 * camera.width() * camera.height()], null, null);
    TrainingOptions training =
        new TrainingOptions(
            1e-3f,
            1e-3f,
            5e-3f,
            2.5e-2f,
            2.5e-3f,
            1e-4f,
            0.2f,
            0,
            0.01f,
            0.01f,
            3,
            antialiased,
            new float[3]);
    try (TrainingView view = device.upload(photograph)) {
      for (int step = 0; step < 5; step++) {
        StepReport report = device.train(set, List.of(view), training).getFirst();
        assertTrue(report.visible() > 100, "visible " + report.visible());
      }
    }
    GaussianBatch after = device.snapshot(set).gaussians();
    assertEquals(400, after.count());
    for (int p = 0; p < after.planes().length; p++) {
      for (int i = 0; i < after.count(); i++) {
        assertTrue(Float.isFinite(after.planes()[p][i]), "plane " + p + " of " + i);
      }
    }
  }
}
