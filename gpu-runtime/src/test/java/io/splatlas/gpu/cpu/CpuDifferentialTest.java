package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The CPU device against the scalar reference over awkward sizes. A pixel at the 1/255 rim of a
 * Gaussian may count in one and not in the other, so single values may differ by a few thousandths
 * and sums are compared as a whole.
 */
class CpuDifferentialTest {
  private static final long CAP = 1L << 30;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0.1",
    "3, 5, 7, 0.3",
    "15, 17, 40, 0.2",
    "16, 16, 64, 0.1",
    "16, 33, 65, 0.1",
    "17, 31, 200, 0.05",
    "255, 3, 300, 0.05",
    "64, 48, 1500, 0.02",
    "100, 75, 5000, 0.01",
    "40, 30, 30, 3.0"
  })
  void shouldRenderLikeTheReference(int width, int height, int count, double extent) {
    GaussianLayout layout = new GaussianLayout(3, 5);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, count, extent, count);
    Camera camera = SyntheticScenes.ring(width, height, 1, 7);
    for (boolean antialiased : new boolean[] {false, true}) {
      RenderOptions options =
          new RenderOptions(Set.of(Layer.values()), 3, antialiased, new float[] {0.3f, 0.6f, 0.1f});
      RenderedView expected = render(ReferenceDevice.create(CAP, "test"), batch, camera, options);
      RenderedView actual = render(CpuDevice.create(CAP, 2, "test"), batch, camera, options);
      assertClose(SyntheticScenes.layer(expected.colour()), actual.colour(), "colour");
      assertClose(SyntheticScenes.layer(expected.alpha()), actual.alpha(), "alpha");
      assertClose(SyntheticScenes.layer(expected.features()), actual.features(), "features");
      assertDepthClose(expected, actual);
      assertIdsClose(expected, actual);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0.1, 0",
    "3, 5, 7, 0.3, 1",
    "15, 17, 40, 0.2, 2",
    "16, 16, 64, 0.1, 3",
    "16, 33, 65, 0.1, 3",
    "17, 31, 200, 0.05, 3",
    "255, 3, 300, 0.05, 1",
    "64, 48, 1500, 0.02, 3",
    "100, 75, 5000, 0.01, 2",
    "40, 30, 30, 3.0, 3"
  })
  void shouldHaveTheGradientsOfTheReference(
      int width, int height, int count, double extent, int degree) {
    GaussianLayout layout = new GaussianLayout(3, 0);
    GaussianBatch truth = SyntheticScenes.gaussians(layout, count, extent, count);
    GaussianBatch start = SyntheticScenes.perturbed(truth, 0.1, 5);
    Camera camera = SyntheticScenes.ring(width, height, 2, 7);
    ViewData photograph = photograph(truth, camera);
    byte[] valid = new byte[width * height];
    for (int p = 0; p < valid.length; p++) {
      valid[p] = (byte) (p % 11 == 3 && width > 1 ? 0 : 1);
    }
    ViewData masked = new ViewData(camera, photograph.rgb(), photograph.depth(), valid);
    ViewData plain = new ViewData(camera, photograph.rgb(), null, null);
    // One device for all: what a step with depth leaves behind must not reach one without.
    try (GpuDevice cpu = CpuDevice.create(CAP, 2, "test")) {
      for (ViewData view : List.of(masked, plain)) {
        for (boolean antialiased : new boolean[] {false, true}) {
          TrainingOptions options =
              new TrainingOptions(
                  1e-3f,
                  1e-3f,
                  5e-3f,
                  2.5e-2f,
                  2.5e-3f,
                  1e-3f,
                  0.2f,
                  0.3f,
                  0.01f,
                  0.02f,
                  degree,
                  antialiased,
                  new float[] {0.1f, 0.2f, 0.3f});
          compareStep(cpu, start, view, options);
        }
      }
    }
  }

  private static void compareStep(
      GpuDevice cpu, GaussianBatch start, ViewData view, TrainingOptions options) {
    try (GpuDevice reference = ReferenceDevice.create(CAP, "test")) {
      HostGaussianSet expected = (HostGaussianSet) filled(reference, start);
      HostGaussianSet actual = (HostGaussianSet) filled(cpu, start);
      StepReport a = reference.train(expected, List.of(reference.upload(view)), options).getFirst();
      StepReport b = cpu.train(actual, List.of(cpu.upload(view)), options).getFirst();
      assertEquals(a.loss(), b.loss(), 1e-3 * Math.max(1, Math.abs(a.loss())), "loss");
      assertEquals(a.l1(), b.l1(), 1e-3, "l1");
      assertEquals(a.ssim(), b.ssim(), 2e-3, "ssim");
      assertEquals(a.psnr(), b.psnr(), 0.05, "psnr");
      assertEquals(a.depthError(), b.depthError(), 1e-3, "depth error");
      assertEquals(a.visible(), b.visible(), "visible");
      for (int p = 0; p < expected.layout().featureOffset(); p++) {
        assertGradientClose(
            expected.training().firstMoments()[p],
            actual.training().firstMoments()[p],
            start.count(),
            "plane " + p);
      }
      assertGradientClose(
          expected.training().errorScores(),
          actual.training().errorScores(),
          start.count(),
          "error scores");
      for (int i = 0; i < start.count(); i++) {
        assertEquals(expected.training().steps()[i], actual.training().steps()[i], "steps of " + i);
        assertEquals(expected.training().seen()[i], actual.training().seen()[i], "seen of " + i);
      }
    }
  }

  @Test
  void shouldLiftLikeTheReference() {
    for (int channels : new int[] {1, 31, 32, 70}) {
      GaussianLayout layout = new GaussianLayout(0, channels);
      GaussianBatch batch = SyntheticScenes.gaussians(layout, 300, 0.05, 3);
      Camera camera = SyntheticScenes.ring(50, 37, 3, 7);
      SplittableRandom random = new SplittableRandom(channels);
      float[] values = new float[channels * 7 * 5];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      FeatureMap map = new FeatureMap(7, 5, channels, values);
      GaussianSnapshot expected = lift(ReferenceDevice.create(CAP, "test"), batch, camera, map);
      GaussianSnapshot actual = lift(CpuDevice.create(CAP, 3, "test"), batch, camera, map);
      assertGradientClose(expected.liftingWeights(), actual.liftingWeights(), 300, "weights");
      for (int p = layout.featureOffset(); p < layout.planes(); p++) {
        assertGradientClose(
            expected.gaussians().planes()[p], actual.gaussians().planes()[p], 300, "plane " + p);
      }
    }
  }

  @Test
  void shouldGiveTheSameBitsOnAnyNumberOfThreads() {
    GaussianLayout layout = new GaussianLayout(2, 3);
    GaussianBatch truth = SyntheticScenes.gaussians(layout, 3000, 0.03, 1);
    GaussianBatch start = SyntheticScenes.perturbed(truth, 0.1, 2);
    List<ViewData> views =
        List.of(
            photograph(truth, SyntheticScenes.ring(90, 70, 0, 3)),
            photograph(truth, SyntheticScenes.ring(70, 50, 1, 3)));
    GaussianSnapshot one = trained(1, start, views);
    for (int threads : new int[] {2, 3}) {
      GaussianSnapshot more = trained(threads, start, views);
      for (int p = 0; p < layout.planes(); p++) {
        assertArrayEquals(
            one.gaussians().planes()[p], more.gaussians().planes()[p], 0f, "plane " + p);
      }
    }
  }

  private static GaussianSnapshot trained(int threads, GaussianBatch start, List<ViewData> views) {
    try (GpuDevice device = CpuDevice.create(CAP, threads, "test")) {
      GaussianSet set = filled(device, start);
      TrainingOptions options = TrainingOptions.defaults(1e-3f);
      for (int i = 0; i < 10; i++) {
        device.train(set, views.stream().map(device::upload).toList(), options);
      }
      SplittableRandom random = new SplittableRandom(1);
      float[] values = new float[start.layout().features() * 12];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      device.lift(
          set, views.getFirst().camera(), new FeatureMap(4, 3, start.layout().features(), values));
      return device.snapshot(set);
    }
  }

  private static ViewData photograph(GaussianBatch truth, Camera camera) {
    try (GpuDevice device = CpuDevice.create(CAP, 1, "test")) {
      return SyntheticScenes.photograph(device, filled(device, truth), camera);
    }
  }

  private static GaussianSnapshot lift(
      GpuDevice device, GaussianBatch batch, Camera camera, FeatureMap map) {
    try (device) {
      GaussianSet set = filled(device, batch);
      device.lift(set, camera, map);
      return device.snapshot(set);
    }
  }

  private static RenderedView render(
      GpuDevice device, GaussianBatch batch, Camera camera, RenderOptions options) {
    try (device) {
      GaussianSet set = filled(device, batch);
      int[] instances = new int[batch.count()];
      long[] identities = device.snapshot(set).identities();
      for (int i = 0; i < instances.length; i++) {
        instances[i] = i % 5;
      }
      device.assignInstances(set, identities, instances);
      return device.render(set, camera, options);
    }
  }

  private static GaussianSet filled(GpuDevice device, GaussianBatch batch) {
    GaussianSet set = device.allocate(batch.layout(), batch.count());
    device.append(set, batch);
    return set;
  }

  private static void assertClose(
      float[] expected, float @org.jspecify.annotations.Nullable [] rendered, String what) {
    float[] actual = SyntheticScenes.layer(rendered);
    double squared = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 0.03, what + " at " + i);
      squared += Math.pow(expected[i] - actual[i], 2);
    }
    double rms = Math.sqrt(squared / expected.length);
    assertTrue(rms < 3e-4, () -> what + " rms " + rms);
  }

  private static void assertDepthClose(RenderedView expected, RenderedView actual) {
    float[] a = SyntheticScenes.layer(expected.depth());
    float[] b = SyntheticScenes.layer(actual.depth());
    float[] alpha = SyntheticScenes.layer(expected.alpha());
    for (int i = 0; i < a.length; i++) {
      if (alpha[i] > 0.2) {
        assertEquals(a[i], b[i], 0.03, "depth at " + i);
      }
    }
  }

  private static void assertIdsClose(RenderedView expected, RenderedView actual) {
    int[] a = java.util.Objects.requireNonNull(expected.ids());
    int[] b = java.util.Objects.requireNonNull(actual.ids());
    int different = 0;
    for (int i = 0; i < a.length; i++) {
      different += a[i] == b[i] ? 0 : 1;
    }
    assertTrue(different <= a.length / 200, different + " of " + a.length + " ids differ");
  }

  /** Relative error of the whole plane, and no single value far off. */
  private static void assertGradientClose(float[] a, float[] b, int count, String what) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < count; i++) {
      error += Math.pow(a[i] - b[i], 2);
      size += Math.pow(a[i], 2);
    }
    double relative = Math.sqrt(error) / Math.max(1e-9, Math.sqrt(size));
    assertTrue(relative < 1e-2, () -> what + " differs by " + relative);
  }
}
