package io.splatlas.gpu.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.HostTrainingView;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every parameter group against central finite differences. The scenes are smooth in the step: a
 * distant camera with a long lens, so that every Gaussian covers the whole image and no pixel
 * crosses its 1/255 rim; alphas below 0.99; photographs away from the render, so that no absolute
 * value changes its sign.
 */
class GradientCheckTest {
  private static final int WIDTH = 9;
  private static final int HEIGHT = 7;
  private static final int COUNT = 4;

  private TrainingOptions options =
      new TrainingOptions(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, false, new float[] {0.2f, 0.7f, 0.1f});

  private int degree = 3;
  private double extent = 1.3;
  private double spread = 1;
  private double darkness;
  private double boldness;
  private Camera camera = longLens(WIDTH, HEIGHT);

  @Test
  void shouldMatchFiniteDifferencesOfL1() {
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesOfSsim() {
    options = weights(1, 0, 0, 0);
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesOfTheDepthLoss() {
    options = weights(0.2f, 0.8f, 0, 0);
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesOfTheRegularisers() {
    options = weights(0.2f, 0, 0.5f, 0.7f);
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesOfTheAntialiasedFilter() {
    options = antialiased(weights(0.2f, 0.3f, 0, 0));
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesOfTheAntialiasedFilterOnSmallGaussians() {
    options = antialiased(weights(0.2f, 0.3f, 0, 0));
    camera = longLens(2, 2);
    extent = 0.15;
    spread = 0.1;
    check();
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "-10, 0", "0, 8", "0, -8"})
  void shouldMatchFiniteDifferencesWhereTheTangentIsClamped(double x, double y) {
    // A wide angle, six metres away: tangents about 1.67 and 1.33, the clamp at 1.46 and 1.14.
    camera = wideAngleAside(x, y);
    extent = 13;
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesWhereColourIsCutOffAtBlack() {
    darkness = 5;
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesWhereAlphaIsAtItsMost() {
    boldness = 8;
    extent = 6;
    check();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void shouldMatchFiniteDifferencesOfEverySphericalHarmonicsDegree(int tested) {
    degree = tested;
    check();
  }

  @Test
  void shouldMatchFiniteDifferencesWithAnActiveDegreeBelowTheLayouts() {
    options = new TrainingOptions(0, 0, 0, 0, 0, 0, 0.2f, 0, 0, 0, 1, false, new float[3]);
    check();
  }

  private static TrainingOptions weights(float ssim, float depth, float opacity, float scale) {
    return new TrainingOptions(
        0, 0, 0, 0, 0, 0, ssim, depth, opacity, scale, 3, false, new float[] {0.2f, 0.7f, 0.1f});
  }

  private static TrainingOptions antialiased(TrainingOptions o) {
    return new TrainingOptions(
        0,
        0,
        0,
        0,
        0,
        0,
        o.ssimWeight(),
        o.depthWeight(),
        o.opacityRegularisation(),
        o.scaleRegularisation(),
        o.shDegree(),
        true,
        o.background());
  }

  private static Camera longLens(int width, int height) {
    Camera c = SyntheticScenes.lookAtOrigin(width, height, 4, -2, -4);
    return new Camera(width, height, 36, 37, c.cx() + 0.1, c.cy() - 0.2, c.worldToCamera());
  }

  private static Camera wideAngleAside(double x, double y) {
    Camera c = SyntheticScenes.lookAtOrigin(WIDTH, HEIGHT, 4, -2, -4);
    double[] pose = c.worldToCamera().clone();
    pose[3] += x;
    pose[7] += y;
    return new Camera(WIDTH, HEIGHT, 4, 4, c.cx(), c.cy(), pose);
  }

  private void check() {
    GaussianLayout layout = new GaussianLayout(degree, 0);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, COUNT, extent, 11);
    for (int a = 0; a < 3; a++) {
      for (int i = 0; i < COUNT; i++) {
        batch.planes()[GaussianLayout.POSITION + a][i] *= (float) spread;
      }
    }
    batch.planes()[GaussianLayout.SH_DC][1] -= (float) darkness;
    batch.planes()[GaussianLayout.SH_DC + 2][2] -= (float) darkness;
    batch.planes()[GaussianLayout.OPACITY][0] += (float) boldness;
    try (GpuDevice device = ReferenceDevice.create(1 << 26, "test");
        HostGaussianSet set = (HostGaussianSet) device.allocate(layout, COUNT);
        HostTrainingView view = (HostTrainingView) device.upload(photograph())) {
      device.append(set, batch);
      double[][] analytic = new double[layout.featureOffset()][COUNT];
      LossGradient gradient = new LossGradient(set, view, options);
      gradient.forEachGaussian(
          (i, g, onScreen) -> {
            for (int p = 0; p < g.length; p++) {
              analytic[p][i] = g[p];
            }
          });
      assertEquals(COUNT, gradient.report().visible());
      for (int p = 0; p < analytic.length; p++) {
        compare(p, analytic[p], numeric(set, view, p));
      }
    }
  }

  private void compare(int plane, double[] analytic, double[] numeric) {
    double size = Arrays.stream(numeric).map(Math::abs).max().orElse(0);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(
          numeric[i], analytic[i], 0.01 * size + 2e-7, "plane " + plane + " of Gaussian " + i);
    }
  }

  private double[] numeric(HostGaussianSet set, HostTrainingView view, int plane) {
    double[] out = new double[COUNT];
    float step = 5e-4f;
    for (int i = 0; i < COUNT; i++) {
      float at = set.planes()[plane][i];
      float high = at + step;
      float low = at - step;
      set.planes()[plane][i] = high;
      double above = new LossGradient(set, view, options).report().loss();
      set.planes()[plane][i] = low;
      double below = new LossGradient(set, view, options).report().loss();
      set.planes()[plane][i] = at;
      out[i] = (above - below) / ((double) high - low);
    }
    return out;
  }

  private ViewData photograph() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] rgb = new byte[3 * camera.width() * camera.height()];
    float[] depth = new float[camera.width() * camera.height()];
    byte[] valid = new byte[camera.width() * camera.height()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (random.nextInt(2) * 255);
    }
    for (int p = 0; p < depth.length; p++) {
      depth[p] = random.nextInt(4) == 0 ? 0 : 2f + random.nextInt(2) * 20f;
      valid[p] = (byte) (p != 0 && random.nextInt(8) == 0 ? 0 : 1);
    }
    return new ViewData(camera, rgb, depth, valid);
  }
}
