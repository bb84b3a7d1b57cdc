package io.splatlas.gpu;

import static io.splatlas.gpu.SyntheticScenes.layer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every device promises about handles, memory, rendering and its arguments; training, growth
 * and lifting are in {@link GpuLearningContract}. A device's test extends both.
 */
public abstract class GpuDeviceContract {
  private static final GaussianLayout LAYOUT = new GaussianLayout(3, 4);
  private static final Layer[] ALL = Layer.values();
  private static final float[] BACKGROUND = {0.25f, 0.5f, 0.75f};
  private static final float LOGIT_80 = (float) Math.log(0.8 / 0.2);

  @SuppressWarnings("NullAway.Init") // set before each test
  private GpuDevice device;

  /** A new device under test. */
  protected abstract GpuDevice create(long memoryCap);

  @BeforeEach
  void open() {
    device = create(64 << 20);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void shouldSayWhatItIsAndWhy() {
    assertFalse(device.info().kind().isBlank());
    assertFalse(device.info().name().isBlank());
    assertFalse(device.info().reason().isBlank());
    assertTrue(device.info().threads() >= 1);
    assertEquals(64 << 20, device.memory().cap());
  }

  @Test
  void shouldStartASetEmpty() {
    GaussianSet set = device.allocate(LAYOUT, 7);
    assertEquals(0, set.count());
    assertEquals(7, set.capacity());
    assertEquals(LAYOUT, set.layout());
    assertEquals(0, device.snapshot(set).count());
  }

  @Test
  void shouldRefuseACapacityBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> device.allocate(LAYOUT, 0));
  }

  @Test
  void shouldReturnWhatWasAppended() {
    GaussianSet set = device.allocate(LAYOUT, 5000);
    GaussianBatch first = SyntheticScenes.gaussians(LAYOUT, 17, 0.1, 1);
    GaussianBatch second = SyntheticScenes.gaussians(LAYOUT, 2000, 0.1, 2);
    assertEquals(17, device.append(set, first));
    assertEquals(2000, device.append(set, second));
    GaussianSnapshot snapshot = device.snapshot(set);
    assertEquals(2017, snapshot.count());
    for (int p = 0; p < LAYOUT.planes(); p++) {
      float[] plane = snapshot.gaussians().planes()[p];
      assertArrayEquals(first.planes()[p], Arrays.copyOf(plane, 17));
      assertArrayEquals(second.planes()[p], Arrays.copyOfRange(plane, 17, 2017));
    }
    assertEquals(2017, Arrays.stream(snapshot.identities()).distinct().count());
    assertArrayEquals(new int[2017], snapshot.instances());
    assertArrayEquals(new float[2017], snapshot.liftingWeights());
  }

  @Test
  void shouldAppendAsFarAsTheCapacityAllows() {
    GaussianSet set = device.allocate(LAYOUT, 10);
    GaussianBatch batch = SyntheticScenes.gaussians(LAYOUT, 8, 0.1, 1);
    assertEquals(8, device.append(set, batch));
    assertEquals(2, device.append(set, batch));
    assertEquals(0, device.append(set, batch));
    assertEquals(10, set.count());
  }

  @Test
  void shouldKeepASnapshotWhateverHappensLater() {
    GaussianSet set = sceneOf(4);
    GaussianSnapshot before = device.snapshot(set);
    float x = before.gaussians().planes()[0][0];
    before.gaussians().planes()[0][0] = 99;
    assertEquals(x, device.snapshot(set).gaussians().planes()[0][0]);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void shouldRefuseValuesThatAreNotFinite(float bad) {
    GaussianSet set = sceneOf(3);
    for (int p = 0; p < LAYOUT.planes(); p++) {
      GaussianBatch batch = SyntheticScenes.gaussians(LAYOUT, 3, 0.1, 1);
      batch.planes()[p][2] = bad;
      assertThrows(IllegalArgumentException.class, () -> device.append(set, batch));
    }
    assertEquals(3, set.count());
  }

  @Test
  void shouldRefuseABatchOfAnotherLayout() {
    GaussianSet set = device.allocate(LAYOUT, 10);
    GaussianBatch other = GaussianBatch.zeros(new GaussianLayout(2, 4), 1);
    assertThrows(IllegalArgumentException.class, () -> device.append(set, other));
  }

  @Test
  void shouldGiveBackAllMemory() {
    long before = device.memory().used();
    GaussianSet set = sceneOf(100);
    TrainingView view = device.upload(photographOf(set, 20, 12));
    device.train(set, List.of(view), TrainingOptions.defaults(1e-3f));
    device.lift(set, view.camera(), new FeatureMap(1, 1, 4, new float[4]));
    device.grow(set, new GrowthOptions(110, 0.005f, 0, 1));
    assertTrue(set.bytes() > 0);
    assertTrue(view.bytes() > 0);
    assertTrue(device.memory().used() >= before + set.bytes() + view.bytes());
    long trained = device.memory().used();
    long handles = set.bytes() + view.bytes();
    set.close();
    set.close();
    view.close();
    view.close();
    assertEquals(trained - handles, device.memory().used());
  }

  @Test
  void shouldRefuseWhatDoesNotFitAndChangeNothing() {
    try (GpuDevice small = create(6 << 20)) {
      GaussianLayout wide = new GaussianLayout(0, 512);
      GaussianSet set = small.allocate(wide, 1_000_000);
      GaussianBatch batch = GaussianBatch.zeros(wide, 10_000);
      long used = small.memory().used();
      DeviceMemoryException e =
          assertThrows(DeviceMemoryException.class, () -> small.append(set, batch));
      assertTrue(String.valueOf(e.getMessage()).contains("MiB"));
      assertEquals(0, set.count());
      assertEquals(used, small.memory().used());
      assertEquals(100, small.append(set, GaussianBatch.zeros(wide, 100)));
      Camera large = SyntheticScenes.ring(4000, 4000, 0, 4);
      assertThrows(
          DeviceMemoryException.class,
          () -> small.render(set, large, RenderOptions.of(Layer.COLOUR)));
      assertThrows(
          DeviceMemoryException.class,
          () -> small.upload(new ViewData(large, new byte[3 * 4000 * 4000], null, null)));
      assertEquals(100, set.count());
      assertNotNull(
          small.render(set, SyntheticScenes.ring(8, 8, 0, 4), RenderOptions.of(ALL)).colour());
    }
  }

  @Test
  void shouldRefuseATrainingStepThatDoesNotFitAndChangeNothing() {
    try (GpuDevice small = create(12 << 20)) {
      GaussianSet set = small.allocate(LAYOUT, 100);
      small.append(set, SyntheticScenes.gaussians(LAYOUT, 100, 0.1, 1));
      Camera camera = SyntheticScenes.ring(1300, 1300, 0, 4);
      TrainingView view = small.upload(new ViewData(camera, new byte[3 * 1300 * 1300], null, null));
      GaussianSnapshot before = small.snapshot(set);
      assertThrows(
          DeviceMemoryException.class,
          () -> small.train(set, List.of(view), TrainingOptions.defaults(1e-3f)));
      assertSame(before, small.snapshot(set));
    }
  }

  @Test
  void shouldRefuseARenderWhoseLayersHaveTooManyValues() {
    GaussianSet set = device.allocate(new GaussianLayout(0, 512), 1);
    Camera camera = SyntheticScenes.ring(Camera.MAX_SIDE, Camera.MAX_SIDE, 0, 4);
    assertThrows(
        IllegalArgumentException.class,
        () -> device.render(set, camera, RenderOptions.of(Layer.FEATURES)));
    assertEquals(0, set.count());
  }

  @Test
  void shouldRefuseClosedHandles() {
    GaussianSet set = sceneOf(3);
    Camera camera = SyntheticScenes.ring(8, 8, 0, 4);
    TrainingView view = device.upload(new ViewData(camera, new byte[192], null, null));
    TrainingOptions options = TrainingOptions.defaults(1e-3f);
    view.close();
    assertThrows(IllegalStateException.class, () -> device.train(set, List.of(view), options));
    assertThrows(IllegalStateException.class, view::camera);
    set.close();
    assertThrows(IllegalStateException.class, set::count);
    assertThrows(IllegalStateException.class, () -> device.snapshot(set));
    assertThrows(IllegalStateException.class, () -> device.clearLifting(set));
    assertThrows(
        IllegalStateException.class, () -> device.append(set, GaussianBatch.zeros(LAYOUT, 1)));
    assertThrows(
        IllegalStateException.class, () -> device.render(set, camera, RenderOptions.of(ALL)));
    assertThrows(IllegalStateException.class, () -> device.train(set, List.of(), options));
    assertThrows(
        IllegalStateException.class, () -> device.grow(set, new GrowthOptions(5, 0.005f, 0, 1)));
    assertThrows(
        IllegalStateException.class,
        () -> device.lift(set, camera, new FeatureMap(1, 1, 4, new float[4])));
    assertThrows(
        IllegalStateException.class,
        () -> device.assignInstances(set, new long[] {1}, new int[] {1}));
  }

  @Test
  void shouldRefuseEverythingOnceClosed() {
    GaussianSet set = sceneOf(3);
    device.close();
    device.close();
    assertThrows(IllegalStateException.class, () -> device.allocate(LAYOUT, 3));
    assertThrows(IllegalStateException.class, () -> device.snapshot(set));
    assertThrows(
        IllegalStateException.class,
        () ->
            device.upload(new ViewData(SyntheticScenes.ring(1, 1, 0, 4), new byte[3], null, null)));
  }

  @Test
  void shouldRefuseHandlesOfAnotherDevice() {
    try (GpuDevice other = create(1 << 24)) {
      GaussianSet foreign = other.allocate(LAYOUT, 3);
      GaussianSet own = sceneOf(3);
      TrainingView foreignView =
          other.upload(new ViewData(SyntheticScenes.ring(1, 1, 0, 4), new byte[3], null, null));
      TrainingOptions options = TrainingOptions.defaults(1e-3f);
      assertThrows(IllegalArgumentException.class, () -> device.snapshot(foreign));
      assertThrows(
          IllegalArgumentException.class, () -> device.train(own, List.of(foreignView), options));
    }
  }

  @Test
  void shouldRenderOnlyTheLayersAskedFor() {
    GaussianSet set = sceneOf(5);
    Camera camera = SyntheticScenes.ring(21, 9, 0, 4);
    RenderedView depth = device.render(set, camera, RenderOptions.of(Layer.DEPTH));
    assertEquals(21 * 9, layer(depth.depth()).length);
    assertNull(depth.colour());
    assertNull(depth.alpha());
    assertNull(depth.features());
    assertNull(depth.ids());
    RenderedView none = device.render(set, camera, RenderOptions.of());
    assertNull(none.depth());
    assertEquals(21, none.width());
    assertEquals(9, none.height());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,40", "17,5", "31,33", "16,16", "15,17"})
  void shouldRenderTheSamePixelsInAnyImageSize(int width, int height) {
    GaussianSet set = sceneOf(60);
    Camera whole = SyntheticScenes.ring(48, 48, 1, 5);
    Camera part =
        new Camera(
            width,
            height,
            whole.fx(),
            whole.fy(),
            whole.cx() - 4,
            whole.cy() - 3,
            whole.worldToCamera());
    RenderedView a = device.render(set, whole, options(ALL));
    RenderedView b = device.render(set, part, options(ALL));
    // The clamp of the tangents depends on the image's edges, so only smooth agreement is promised.
    for (int y = 0; y < Math.min(height, 45); y++) {
      for (int x = 0; x < width; x++) {
        int pa = (y + 3) * 48 + x + 4;
        int pb = y * width + x;
        assertEquals(layer(a.alpha())[pa], layer(b.alpha())[pb], 0.02, "alpha");
        for (int c = 0; c < 3; c++) {
          assertEquals(layer(a.colour())[3 * pa + c], layer(b.colour())[3 * pb + c], 0.04);
        }
      }
    }
  }

  @Test
  void shouldRenderAnEmptySceneAsBackground() {
    RenderedView view =
        device.render(device.allocate(LAYOUT, 1), SyntheticScenes.ring(5, 3, 0, 4), options(ALL));
    for (int p = 0; p < 15; p++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(BACKGROUND[c], layer(view.colour())[3 * p + c]);
      }
    }
    assertArrayEquals(new float[15], view.depth());
    assertArrayEquals(new float[15], view.alpha());
    assertArrayEquals(new float[60], view.features());
    assertArrayEquals(new int[15], view.ids());
  }

  @Test
  void shouldNotRenderWhatIsBehindTheCameraOrTooNear() {
    GaussianSet set = device.allocate(LAYOUT, 3);
    device.append(set, ball(0, 0, -1, 0.2));
    device.append(set, ball(0, 0, 0.005f, 0.2));
    device.append(set, ball(0, 0, 0, 0.2));
    assertArrayEquals(new float[81], renderStraight(set).alpha());
  }

  @Test
  void shouldRenderOneGaussianInClosedForm() {
    GaussianSet set = device.allocate(LAYOUT, 1);
    device.append(set, ball(0.1f, -0.2f, 2, 0.1));
    RenderedView view = renderStraight(set);
    // 9x9 pixels, focal length 20: the centre is seen at (5.5, 2.5), the centre of pixel (5, 2).
    double sigma = 20 * 0.1 / 2;
    for (int x = 3; x < 8; x++) {
      // Off the axis J has a third column, tangent 0.05 and -0.1.
      double a = sigma * sigma * (1 + 0.05 * 0.05) + 0.3;
      double b = sigma * sigma * 0.05 * -0.1;
      double c = sigma * sigma * (1 + 0.1 * 0.1) + 0.3;
      double q = c / (a * c - b * b) * (x - 5) * (x - 5);
      double w = 0.8 * Math.exp(-q / 2);
      int p = 2 * 9 + x;
      assertEquals(w, layer(view.alpha())[p], 1e-5);
      assertEquals(2, layer(view.depth())[p], 1e-5);
      for (int channel = 0; channel < 3; channel++) {
        assertEquals(
            w * 0.7 + (1 - w) * BACKGROUND[channel], layer(view.colour())[3 * p + channel], 1e-5);
      }
      assertEquals(w * 3, layer(view.features())[81 * 2 + p], 1e-5);
    }
  }

  @Test
  void shouldBlendTheNearerInFront() {
    GaussianSet set = device.allocate(LAYOUT, 2);
    device.append(set, ball(0, 0, 4, 0.4));
    device.append(set, ball(0, 0, 2, 0.2));
    device.assignInstances(set, device.snapshot(set).identities(), new int[] {7, 9});
    RenderedView view = renderStraight(set);
    // The focal length is 20 and the axis meets the centre of pixel (4, 4).
    assertEquals(0.8 + 0.2 * 0.8, layer(view.alpha())[40], 1e-5);
    assertEquals((0.8 * 2 + 0.16 * 4) / 0.96, layer(view.depth())[40], 1e-4);
    assertEquals(9, ids(view)[40]);
  }

  @Test
  void shouldTakeTheInstanceOfTheLargestTotalWeight() {
    GaussianSet set = device.allocate(LAYOUT, 4);
    for (float z : new float[] {2, 3, 4, 5}) {
      GaussianBatch ball = ball(0, 0, z, 2);
      ball.planes()[GaussianLayout.OPACITY][0] = (float) Math.log(0.4 / 0.6);
      device.append(set, ball);
    }
    // Weights 0.4, 0.24, 0.144, 0.0864; the background keeps 0.1296.
    long[] identities = device.snapshot(set).identities();
    device.assignInstances(set, identities, new int[] {5, 3, 3, 0});
    assertEquals(5, ids(renderStraight(set))[40]);
    device.assignInstances(set, identities, new int[] {5, 3, 3, 3});
    assertEquals(3, ids(renderStraight(set))[40]);
    device.assignInstances(set, identities, new int[] {0, 3, 3, 5});
    assertEquals(0, ids(renderStraight(set))[40]);
    device.assignInstances(set, identities, new int[] {1, 2, 0, 0});
    assertEquals(1, ids(renderStraight(set))[40]);
  }

  @Test
  void shouldStopAtTheLargestAlpha() {
    GaussianSet set = device.allocate(LAYOUT, 1);
    GaussianBatch ball = ball(0, 0, 2, 1);
    ball.planes()[GaussianLayout.OPACITY][0] = 50;
    device.append(set, ball);
    assertEquals(0.99, layer(renderStraight(set).alpha())[40], 1e-6);
  }

  @Test
  void shouldFadeSmallGaussiansWhenAntialiased() {
    GaussianSet set = device.allocate(LAYOUT, 1);
    device.append(set, ball(0, 0, 2, 0.03));
    float plain = layer(renderStraight(set).alpha())[40];
    RenderOptions options = new RenderOptions(Set.of(Layer.ALPHA), 3, true, BACKGROUND);
    float faded = layer(device.render(set, straight(), options).alpha())[40];
    // sigma 0.3 px: det 0.09^2 against (0.09 + 0.3)^2.
    assertEquals(plain * 0.09 / 0.39, faded, 1e-5);
  }

  @Test
  void shouldUseFewerHarmonicsWhenAskedAndClampToTheLayout() {
    GaussianSet set = sceneOf(20);
    Camera camera = SyntheticScenes.ring(16, 12, 0, 4);
    float[] full = layer(device.render(set, camera, options(Layer.COLOUR)).colour());
    RenderOptions flat = new RenderOptions(Set.of(Layer.COLOUR), 0, false, BACKGROUND);
    float[] constant = layer(device.render(set, camera, flat).colour());
    assertFalse(Arrays.equals(full, constant));
    GaussianLayout small = new GaussianLayout(0, 0);
    GaussianSet low = device.allocate(small, 20);
    device.append(low, SyntheticScenes.gaussians(small, 20, 0.1, 1));
    assertArrayEquals(
        device.render(low, camera, flat).colour(),
        device.render(low, camera, options(Layer.COLOUR)).colour());
  }

  @Test
  void shouldRenderExtremeGaussiansHarmlessly() {
    float[] extremes = {0, 1, -1, 1e-30f, 100, -100, 1e4f, -1e4f, 1e30f, -1e30f, 3e38f, -3e38f};
    GaussianSet set = device.allocate(LAYOUT, 2000);
    for (int p = 0; p < GaussianLayout.SH_DC; p++) {
      for (float extreme : extremes) {
        GaussianBatch ball = ball(0, 0, 2, 0.1);
        ball.planes()[p][0] = extreme;
        device.append(set, ball);
      }
    }
    GaussianBatch degenerate = ball(0, 0, 2, 0.1);
    degenerate.planes()[GaussianLayout.ROTATION][0] = 0;
    device.append(set, degenerate);
    RenderedView view = renderStraight(set);
    assertFinite(view);
    RenderOptions smooth = new RenderOptions(Set.of(ALL), 3, true, BACKGROUND);
    assertFinite(device.render(set, straight(), smooth));
    TrainingView photo = device.upload(new ViewData(straight(), new byte[3 * 81], null, null));
    device.train(set, List.of(photo, photo, photo), TrainingOptions.defaults(1e-3f));
    for (float[] plane : device.snapshot(set).gaussians().planes()) {
      for (float v : plane) {
        assertTrue(Float.isFinite(v));
      }
    }
    assertFinite(renderStraight(set));
  }

  @Test
  void shouldRenderTheSameBitsAgain() {
    GaussianSet set = sceneOf(300);
    Camera camera = SyntheticScenes.ring(50, 41, 2, 7);
    RenderedView first = device.render(set, camera, options(ALL));
    RenderedView second = device.render(set, camera, options(ALL));
    assertArrayEquals(first.colour(), second.colour());
    assertArrayEquals(first.depth(), second.depth());
    assertArrayEquals(first.features(), second.features());
    assertArrayEquals(first.ids(), second.ids());
  }

  private static RenderOptions options(Layer... layers) {
    return new RenderOptions(Set.of(layers), 3, false, BACKGROUND);
  }

  private GaussianSet sceneOf(int count) {
    GaussianSet set = device.allocate(LAYOUT, 2 * count);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, count, 0.08, 3));
    return set;
  }

  private ViewData photographOf(GaussianSet set, int width, int height) {
    return SyntheticScenes.photograph(device, set, SyntheticScenes.ring(width, height, 0, 4));
  }

  /** At the origin, looking along z; the axis meets the centre of pixel (4, 4) of 9x9. */
  private static Camera straight() {
    double[] identity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    return new Camera(9, 9, 20, 20, 4.5, 4.5, identity);
  }

  private RenderedView renderStraight(GaussianSet set) {
    return device.render(set, straight(), options(ALL));
  }

  /** A ball of opacity 0.8, colour 0.7 and features 1, 2, 3, 4. */
  private static GaussianBatch ball(float x, float y, float z, double sigma) {
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, 1);
    float[][] planes = batch.planes();
    planes[GaussianLayout.POSITION][0] = x;
    planes[GaussianLayout.POSITION + 1][0] = y;
    planes[GaussianLayout.POSITION + 2][0] = z;
    planes[GaussianLayout.ROTATION][0] = 2;
    planes[GaussianLayout.OPACITY][0] = LOGIT_80;
    for (int a = 0; a < 3; a++) {
      planes[GaussianLayout.SCALE + a][0] = (float) Math.log(sigma);
      planes[GaussianLayout.SH_DC + a][0] = 0.2f / GaussianLayout.SH_C0;
    }
    for (int c = 0; c < 4; c++) {
      planes[LAYOUT.featureOffset() + c][0] = c + 1;
    }
    return batch;
  }

  private static int[] ids(RenderedView view) {
    int[] ids = view.ids();
    if (ids == null) {
      throw new AssertionError("ids were not rendered");
    }
    return ids;
  }

  private static void assertFinite(RenderedView view) {
    for (float[] values :
        List.of(
            layer(view.colour()),
            layer(view.depth()),
            layer(view.alpha()),
            layer(view.features()))) {
      for (float v : values) {
        assertTrue(Float.isFinite(v));
      }
    }
  }

  private static void assertSame(GaussianSnapshot a, GaussianSnapshot b) {
    assertEquals(a.count(), b.count());
    for (int p = 0; p < a.gaussians().planes().length; p++) {
      assertArrayEquals(a.gaussians().planes()[p], b.gaussians().planes()[p]);
    }
    assertArrayEquals(a.identities(), b.identities());
  }
}
