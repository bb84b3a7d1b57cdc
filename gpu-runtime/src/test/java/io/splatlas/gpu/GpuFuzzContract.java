package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.host.Blending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every device promises under fire: operations in random order on Gaussians of extreme values,
 * from cameras anywhere, images of any shape, photographs with broken depth and masks. Whatever
 * happens, parameters stay finite, layers stay in their range, and what is refused changes nothing.
 * A failure names the seed, which repeats it.
 */
public abstract class GpuFuzzContract {
  private static final float[] EXTREMES = {
    0, -0f, 1e-38f, -1e-30f, 1e-6f, 1, -1, 30, -30, 88, -88, 1e4f, -1e6f, 1e15f, -1e19f, 3e38f
  };
  private static final float[] BROKEN = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };
  private static final int[][] SIZES = {{1, 1}, {1, 37}, {33, 1}, {16, 32}, {17, 19}, {41, 23}};
  private static final float BRIGHTEST = 1.001f * (float) Blending.MAX_COLOUR;
  private static final int CAPACITY = 160;
  private static final int OPERATIONS = 14;

  /** A new device under test. */
  protected abstract GpuDevice create(long memoryCap);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldStaySoundWhateverIsAsked(long seed) {
    try (GpuDevice device = create(64 << 20)) {
      new Course(device, seed).run();
    }
  }

  /**
   * Coefficients whose sums overflow in one direction, in both (not a number) or just not, in every
   * Gaussian: the image keeps to its range, and what can be learnt from it is.
   */
  @ParameterizedTest
  @ValueSource(floats = {1e3f, 1e10f, 1e19f, 1e30f, 3e38f})
  void shouldStaySoundWithHugeSphericalHarmonics(float size) {
    GaussianLayout layout = new GaussianLayout(3, 1);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, 60, 0.1, 5);
    SplittableRandom random = new SplittableRandom(6);
    for (int p = GaussianLayout.SH_DC; p < layout.featureOffset(); p++) {
      for (int i = 0; i < batch.count(); i++) {
        batch.planes()[p][i] = random.nextBoolean() ? size : -size;
      }
    }
    Camera camera = SyntheticScenes.ring(33, 17, 1, 7);
    byte[] grey = new byte[3 * 33 * 17];
    Arrays.fill(grey, (byte) 128);
    try (GpuDevice device = create(64 << 20);
        GaussianSet set = device.allocate(layout, CAPACITY);
        TrainingView view = device.upload(new ViewData(camera, grey, null, null))) {
      device.append(set, batch);
      for (int step = 0; step < 3; step++) {
        RenderedView render =
            device.render(set, camera, RenderOptions.of(Layer.COLOUR, Layer.ALPHA));
        for (float value : SyntheticScenes.layer(render.colour())) {
          assertTrue(value >= 0 && value <= BRIGHTEST, "colour " + value);
        }
        StepReport report =
            device.train(set, List.of(view), TrainingOptions.defaults(1e-3f)).getFirst();
        assertTrue(Double.isFinite(report.loss()) && report.l1() > 0, "loss " + report.loss());
        assertTrue(Double.isFinite(report.psnr()) && report.ssim() <= 1 + 1e-4, report.toString());
      }
      for (float[] plane : device.snapshot(set).gaussians().planes()) {
        for (float value : plane) {
          assertTrue(Float.isFinite(value), "a parameter is " + value);
        }
      }
    }
  }

  /** One random course of operations on one set. */
  private static final class Course {
    private final GpuDevice device;
    private final SplittableRandom random;
    private final String name;
    private final GaussianLayout layout;
    private GaussianSet set;
    private int instances;

    Course(GpuDevice device, long seed) {
      this.device = device;
      random = new SplittableRandom(seed);
      name = "seed " + seed;
      layout = new GaussianLayout(random.nextInt(4), 1 + random.nextInt(3));
      set = device.allocate(layout, CAPACITY);
    }

    void run() {
      device.append(set, batch(random.nextInt(CAPACITY)));
      for (int i = 0; i < OPERATIONS; i++) {
        switch (random.nextInt(9)) {
          case 0, 1 -> train();
          case 2 -> grow();
          case 3 -> device.append(set, batch(1 + random.nextInt(20)));
          case 4 -> lift();
          case 5 -> label();
          case 6 -> restore();
          case 7 -> refuse();
          default -> device.clearLifting(set);
        }
        checkParameters();
        checkRender();
      }
    }

    /** Ordinary Gaussians, a third of them with an extreme value of anything but semantics. */
    private GaussianBatch batch(int count) {
      GaussianBatch batch = SyntheticScenes.gaussians(layout, count, 0.1, random.nextLong());
      for (int i = 0; i < count; i++) {
        if (random.nextInt(3) == 0) {
          int plane = random.nextInt(batch.planes().length - layout.features());
          batch.planes()[plane][i] = EXTREMES[random.nextInt(EXTREMES.length)];
        }
        if (random.nextInt(20) == 0) {
          for (int q = 0; q < 4; q++) {
            batch.planes()[GaussianLayout.ROTATION + q][i] = 0;
          }
        }
      }
      return batch;
    }

    /** Around the Gaussians, among them, or with all of them behind it. */
    private Camera camera() {
      int[] size = SIZES[random.nextInt(SIZES.length)];
      Camera ring = SyntheticScenes.ring(size[0], size[1], random.nextInt(7), 7);
      return switch (random.nextInt(4)) {
        case 0 -> moved(ring, 2 * random.nextDouble());
        case 1 -> moved(ring, 50);
        default -> ring;
      };
    }

    /** Moved along its optical axis by so many metres. */
    private static Camera moved(Camera camera, double forward) {
      double[] pose = camera.worldToCamera();
      pose[11] -= forward;
      return new Camera(
          camera.width(),
          camera.height(),
          camera.fx(),
          camera.fy(),
          camera.cx(),
          camera.cy(),
          pose);
    }

    private ViewData photograph() {
      Camera camera = camera();
      int pixels = camera.width() * camera.height();
      byte[] rgb = new byte[3 * pixels];
      random.nextBytes(rgb);
      float[] depth = new float[pixels];
      byte[] valid = new byte[pixels];
      boolean blind = random.nextInt(5) == 0;
      for (int i = 0; i < pixels; i++) {
        depth[i] = random.nextInt(4) == 0 ? broken() : 4 * random.nextFloat() - 1;
        valid[i] = (byte) (blind ? 0 : random.nextInt(4));
      }
      return new ViewData(
          camera, rgb, random.nextBoolean() ? depth : null, random.nextBoolean() ? valid : null);
    }

    private float broken() {
      return BROKEN[random.nextInt(BROKEN.length)];
    }

    private void train() {
      TrainingOptions options =
          new TrainingOptions(
              1e-2f,
              1e-2f,
              5e-2f,
              0.2f,
              2.5e-2f,
              1e-2f,
              random.nextFloat(),
              random.nextFloat(),
              random.nextFloat(),
              random.nextFloat(),
              random.nextInt(4),
              random.nextBoolean(),
              new float[3]);
      List<TrainingView> views = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        views.add(device.upload(photograph()));
      }
      for (StepReport report : device.train(set, views, options)) {
        assertTrue(Double.isFinite(report.psnr()), name);
        assertTrue(report.l1() >= 0 && report.ssim() <= 1 + 1e-4, name);
        assertTrue(report.visible() >= 0 && report.visible() <= set.count(), name);
      }
      views.forEach(TrainingView::close);
    }

    private void grow() {
      GrowthOptions options =
          new GrowthOptions(
              random.nextInt(2 * CAPACITY),
              0.5f * random.nextFloat(),
              random.nextFloat(),
              random.nextLong());
      assertEquals(device.grow(set, options).count(), set.count(), name);
      assertTrue(set.count() <= CAPACITY, name);
    }

    private void lift() {
      float[] values = new float[layout.features() * 6];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      device.lift(set, camera(), new FeatureMap(3, 2, layout.features(), values));
    }

    private void label() {
      long[] identities = device.snapshot(set).identities();
      int[] ids = new int[identities.length];
      instances = Math.max(instances, 5);
      for (int i = 0; i < ids.length; i++) {
        ids[i] = random.nextInt(instances + 1);
      }
      device.assignInstances(set, identities, ids);
    }

    private void restore() {
      GaussianSnapshot snapshot = device.snapshot(set);
      set.close();
      set = device.allocate(layout, CAPACITY);
      device.restore(set, snapshot);
      GaussianSnapshot again = device.snapshot(set);
      assertEquals(snapshot.count(), again.count(), name);
      assertTrue(Arrays.equals(snapshot.identities(), again.identities()), name);
    }

    /** Values that are not finite are refused, and nothing changes. */
    private void refuse() {
      int before = set.count();
      GaussianBatch bad = batch(7);
      bad.planes()[random.nextInt(layout.planes())][random.nextInt(7)] = broken();
      assertThrows(IllegalArgumentException.class, () -> device.append(set, bad), name);
      float[] values = new float[layout.features()];
      values[0] = broken();
      FeatureMap map = new FeatureMap(1, 1, layout.features(), values);
      assertThrows(IllegalArgumentException.class, () -> device.lift(set, camera(), map), name);
      assertEquals(before, set.count(), name);
    }

    private void checkParameters() {
      GaussianSnapshot now = device.snapshot(set);
      for (int p = 0; p < layout.planes(); p++) {
        for (int i = 0; i < now.count(); i++) {
          float value = now.gaussians().planes()[p][i];
          assertTrue(Float.isFinite(value), name + ": plane " + p + " of " + i + " is " + value);
        }
      }
      for (float weight : now.liftingWeights()) {
        assertTrue(weight >= 0 && Float.isFinite(weight), name + ": lifting weight " + weight);
      }
      assertEquals(now.count(), Arrays.stream(now.identities()).distinct().count(), name);
    }

    private void checkRender() {
      RenderOptions options =
          new RenderOptions(
              Set.of(Layer.values()), 3, random.nextBoolean(), new float[] {0.5f, 0, 1});
      RenderedView view = device.render(set, camera(), options);
      within(view.colour(), 0, BRIGHTEST, "colour");
      within(view.alpha(), 0, 1.0001f, "alpha");
      within(view.depth(), 0, Float.MAX_VALUE, "depth");
      within(view.features(), -Float.MAX_VALUE, Float.MAX_VALUE, "feature");
      int[] ids = view.ids();
      for (int i = 0; ids != null && i < ids.length; i++) {
        assertTrue(ids[i] >= 0 && ids[i] <= instances, name + ": id " + ids[i]);
      }
    }

    private void within(float @Nullable [] values, float least, float most, String what) {
      for (float value : SyntheticScenes.layer(values)) {
        assertTrue(value >= least && value <= most, name + ": " + what + " " + value);
      }
    }
  }
}
