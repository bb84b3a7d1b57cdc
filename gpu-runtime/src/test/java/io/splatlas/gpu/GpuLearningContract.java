package io.splatlas.gpu;

import static io.splatlas.gpu.SyntheticScenes.layer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every device promises about training, growth, lifting and instance ids. */
public abstract class GpuLearningContract {
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 3);
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults(2e-3f);
  private static final float DEAD_LOGIT = (float) Math.log(0.001 / 0.999);

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
  void shouldReportAPerfectRender() {
    GaussianSet set = sceneOf(30);
    StepReport report = device.train(set, photographs(set, 1, 40, 30), OPTIONS).getFirst();
    assertTrue(report.l1() < 0.5 / 255);
    assertTrue(report.ssim() > 0.99);
    assertTrue(report.psnr() > 50);
    assertEquals(0.8 * report.l1() + 0.2 * (1 - report.ssim()), report.loss(), 1e-6);
    assertEquals(30, report.visible());
  }

  @Test
  void shouldReportOnePerViewInOrder() {
    GaussianSet set = sceneOf(30);
    List<TrainingView> views = new ArrayList<>(photographs(set, 1, 20, 20));
    views.add(black(SyntheticScenes.ring(20, 20, 0, 6)));
    List<StepReport> reports = device.train(set, views, OPTIONS);
    assertEquals(2, reports.size());
    assertTrue(reports.get(0).loss() < reports.get(1).loss());
    assertEquals(List.of(), device.train(set, List.of(), OPTIONS));
  }

  @Test
  void shouldConvergeFromPerturbedGaussians() {
    GaussianSet truth = sceneOf(40);
    List<TrainingView> views = photographs(truth, 6, 40, 30);
    GaussianSet set = device.allocate(LAYOUT, 40);
    device.append(set, SyntheticScenes.perturbed(device.snapshot(truth).gaussians(), 0.3, 5));
    double first = meanLoss(device.train(set, views, OPTIONS));
    for (int k = 0; k < 15; k++) {
      device.train(set, views, OPTIONS);
    }
    double last = meanLoss(device.train(set, views, OPTIONS));
    assertTrue(last < first / 2.5, "loss %f -> %f".formatted(first, last));
  }

  @Test
  void shouldLearnDepth() {
    GaussianSet truth = sceneOf(25);
    List<TrainingView> views = photographs(truth, 1, 32, 24);
    GaussianSet set = device.allocate(LAYOUT, 40);
    device.append(set, SyntheticScenes.perturbed(device.snapshot(truth).gaussians(), 0.5, 5));
    TrainingOptions options = withDepthOnly();
    double first = device.train(set, views, options).getFirst().depthError();
    for (int k = 0; k < 60; k++) {
      device.train(set, views, options);
    }
    double last = device.train(set, views, options).getFirst().depthError();
    assertTrue(last < first / 2, "depth error %f -> %f".formatted(first, last));
  }

  @Test
  void shouldTrainTheSameBitsAgain() {
    assertSameGaussians(trainAndGrow(), trainAndGrow());
  }

  @Test
  void shouldLearnNothingFromPixelsThatDoNotCount() {
    GaussianSet set = sceneOf(20);
    GaussianSnapshot before = device.snapshot(set);
    Camera camera = SyntheticScenes.ring(20, 16, 0, 4);
    byte[] rgb = new byte[3 * 320];
    float[] depth = new float[320];
    Arrays.fill(depth, 1);
    TrainingView view = device.upload(new ViewData(camera, rgb, depth, new byte[320]));
    StepReport report = device.train(set, List.of(view), withDepthOnly()).getFirst();
    assertEquals(0, report.loss());
    assertSameGaussians(before, device.snapshot(set));
  }

  @Test
  void shouldNotLetMaskedPixelsInfluenceTheStep() {
    Camera camera = SyntheticScenes.ring(20, 16, 0, 4);
    byte[] valid = new byte[320];
    Arrays.fill(valid, (byte) 1);
    byte[] black = new byte[960];
    byte[] spoilt = new byte[960];
    for (int p = 100; p < 200; p++) {
      valid[p] = 0;
      Arrays.fill(spoilt, 3 * p, 3 * p + 3, (byte) 200);
    }
    GaussianSet a = sceneOf(20);
    GaussianSet b = sceneOf(20);
    device.train(a, List.of(device.upload(new ViewData(camera, black, null, valid))), OPTIONS);
    device.train(b, List.of(device.upload(new ViewData(camera, spoilt, null, valid))), OPTIONS);
    assertSameGaussians(device.snapshot(a), device.snapshot(b));
  }

  @Test
  void shouldTreatUnusableDepthAsUnknown() {
    GaussianSet set = sceneOf(10);
    Camera camera = SyntheticScenes.ring(4, 1, 0, 4);
    float[] depth = {Float.NaN, Float.POSITIVE_INFINITY, -1, 0};
    TrainingView view = device.upload(new ViewData(camera, new byte[12], depth, null));
    assertEquals(0, device.train(set, List.of(view), withDepthOnly()).getFirst().depthError());
  }

  @Test
  void shouldLeaveUnseenGaussiansAlone() {
    GaussianSet set = sceneOf(20);
    GaussianBatch hidden = SyntheticScenes.gaussians(LAYOUT, 5, 0.01, 8);
    for (int i = 0; i < 5; i++) {
      hidden.planes()[GaussianLayout.POSITION + 1][i] += 50;
    }
    device.append(set, hidden);
    device.train(set, photographs(set, 4, 20, 20), regularised());
    float[][] after = device.snapshot(set).gaussians().planes();
    for (int p = 0; p < LAYOUT.planes(); p++) {
      assertArrayEquals(hidden.planes()[p], Arrays.copyOfRange(after[p], 20, 25));
    }
  }

  @Test
  void shouldFadeAndShrinkUnderRegularisation() {
    GaussianSet set = sceneOf(20);
    List<TrainingView> views = photographs(set, 3, 20, 20);
    float[][] before = device.snapshot(set).gaussians().planes();
    device.train(set, views, regularised());
    float[][] after = device.snapshot(set).gaussians().planes();
    assertTrue(sum(after[GaussianLayout.OPACITY]) < sum(before[GaussianLayout.OPACITY]));
    assertTrue(sum(after[GaussianLayout.SCALE]) < sum(before[GaussianLayout.SCALE]));
  }

  @Test
  void shouldTrainAnEmptySet() {
    GaussianSet set = device.allocate(LAYOUT, 5);
    TrainingView view = black(SyntheticScenes.ring(7, 5, 0, 4));
    StepReport report = device.train(set, List.of(view), regularised()).getFirst();
    assertEquals(0, report.l1());
    assertEquals(0, report.visible());
    assertTrue(Double.isFinite(report.loss()));
  }

  @Test
  void shouldTrainOnOnePixel() {
    GaussianSet set = sceneOf(20);
    TrainingView view = black(SyntheticScenes.ring(1, 1, 0, 4));
    StepReport first = device.train(set, List.of(view), OPTIONS).getFirst();
    for (int k = 0; k < 10; k++) {
      device.train(set, List.of(view), OPTIONS);
    }
    assertTrue(device.train(set, List.of(view), OPTIONS).getFirst().loss() < first.loss());
  }

  @Test
  void shouldGrowToItsTargetAndNeverPastTheCapacity() {
    GaussianSet set = device.allocate(LAYOUT, 60);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 40, 0.1, 1));
    assertEquals(new GrowthReport(0, 10, 50), device.grow(set, growth(50)));
    assertEquals(new GrowthReport(0, 10, 60), device.grow(set, growth(1000)));
    assertEquals(new GrowthReport(0, 0, 60), device.grow(set, growth(10)));
  }

  @Test
  void shouldGrowNothingFromNothing() {
    GaussianSet set = device.allocate(LAYOUT, 60);
    assertEquals(new GrowthReport(0, 0, 0), device.grow(set, growth(50)));
    assertEquals(0, set.count());
  }

  @Test
  void shouldBearTheDeadWhoHaveNoSourceAndRelocateThemLater() {
    GaussianSet set = device.allocate(LAYOUT, 60);
    device.append(set, dead(SyntheticScenes.gaussians(LAYOUT, 5, 0.1, 1)));
    assertEquals(new GrowthReport(0, 0, 30), device.grow(set, growth(30)));
    float[] logits = device.snapshot(set).gaussians().planes()[GaussianLayout.OPACITY];
    for (float logit : logits) {
      assertTrue(logit <= DEAD_LOGIT);
    }
    float[] alpha = layer(device.render(set, ring(0), RenderOptions.of(Layer.ALPHA)).alpha());
    assertEquals(0, sum(alpha));
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 20, 0.1, 2));
    assertEquals(new GrowthReport(30, 10, 60), device.grow(set, growth(60)));
    for (float logit : device.snapshot(set).gaussians().planes()[GaussianLayout.OPACITY]) {
      assertTrue(logit > DEAD_LOGIT);
    }
    assertEquals(60, Arrays.stream(device.snapshot(set).identities()).distinct().count());
  }

  @Test
  void shouldTellAtOnceHowManyThereWillBe() {
    GaussianSet set = device.allocate(LAYOUT, 90);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 40, 0.1, 1));
    TrainingView view = black(SyntheticScenes.ring(21, 15, 0, 4));
    PendingSteps before = device.begin(set, List.of(view, view), OPTIONS);
    PendingGrowth first = device.beginGrowth(set, growth(50));
    assertEquals(50, set.count());
    PendingSteps between = device.begin(set, List.of(view, view), OPTIONS);
    PendingGrowth second = device.beginGrowth(set, growth(70));
    assertEquals(70, set.count());
    PendingSteps after = device.begin(set, List.of(view), OPTIONS);
    assertEquals(new GrowthReport(0, 20, 70), second.await());
    assertEquals(new GrowthReport(0, 10, 50), first.await());
    assertEquals(new GrowthReport(0, 10, 50), first.await());
    assertEquals(2, before.await().size());
    assertEquals(2, between.await().size());
    assertEquals(1, after.await().size());
    long[] identities = device.snapshot(set).identities();
    assertArrayEquals(java.util.stream.LongStream.rangeClosed(1, 70).toArray(), identities);
  }

  /** The same births on every device: colours that nobody trained tell whose child each is. */
  @Test
  void shouldBearTheSameChildrenAsTheReference() {
    for (int n : new int[] {1, 3, 255, 1025}) {
      GaussianBatch batch = SyntheticScenes.gaussians(LAYOUT, n, 0.1, n);
      float[] logits = batch.planes()[GaussianLayout.OPACITY];
      for (int i = 0; i < n; i++) {
        batch.planes()[GaussianLayout.SH_DC][i] = i;
        logits[i] = i % 7 == 3 ? -9 : i % 11 == 5 ? -3.9f : 0.01f * (i % 300) - 1.5f;
      }
      try (GpuDevice reference = ReferenceDevice.create(64 << 20, "test");
          GaussianSet own = device.allocate(LAYOUT, 3 * n + 10);
          GaussianSet expected = reference.allocate(LAYOUT, 3 * n + 10)) {
        device.append(own, batch);
        reference.append(expected, batch);
        GrowthOptions options = new GrowthOptions(2 * n + 7, 0.005f, 0, 40 + n);
        assertEquals(reference.grow(expected, options), device.grow(own, options));
        GaussianSnapshot a = device.snapshot(own);
        GaussianSnapshot b = reference.snapshot(expected);
        assertArrayEquals(b.identities(), a.identities());
        assertArrayEquals(
            b.gaussians().planes()[GaussianLayout.SH_DC],
            a.gaussians().planes()[GaussianLayout.SH_DC]);
        for (int p = 0; p < GaussianLayout.SH_DC; p++) {
          assertArrayEquals(b.gaussians().planes()[p], a.gaussians().planes()[p], 2e-4f);
        }
      }
    }
  }

  @Test
  void shouldRelocateTheDeadOntoTheLiving() {
    GaussianSet set = device.allocate(LAYOUT, 30);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 10, 0.1, 1));
    device.append(set, dead(SyntheticScenes.gaussians(LAYOUT, 10, 0.1, 2)));
    long[] before = device.snapshot(set).identities();
    assertEquals(new GrowthReport(10, 0, 20), device.grow(set, growth(0)));
    GaussianSnapshot after = device.snapshot(set);
    for (int i = 0; i < 20; i++) {
      assertEquals(i < 10, before[i] == after.identities()[i]);
      assertTrue(after.gaussians().planes()[GaussianLayout.OPACITY][i] > DEAD_LOGIT);
    }
    assertEquals(
        30,
        java.util.stream.LongStream.concat(Arrays.stream(before), Arrays.stream(after.identities()))
            .distinct()
            .count());
  }

  @Test
  void shouldKeepTheRenderWhenItGrows() {
    for (long seed = 0; seed < 5; seed++) {
      GaussianSet set = device.allocate(LAYOUT, 200);
      device.append(set, SyntheticScenes.gaussians(LAYOUT, 40, 0.1, seed));
      device.append(set, dead(SyntheticScenes.gaussians(LAYOUT, 20, 0.1, seed + 100)));
      Camera camera = SyntheticScenes.ring(64, 48, 1, 5);
      float[] before = layer(device.render(set, camera, RenderOptions.of(Layer.COLOUR)).colour());
      device.grow(set, new GrowthOptions(90, 0.005f, 0, seed));
      float[] after = layer(device.render(set, camera, RenderOptions.of(Layer.COLOUR)).colour());
      double psnr = SyntheticScenes.psnr(before, after);
      assertTrue(psnr > 35, "seed %d: %.1f dB".formatted(seed, psnr));
    }
  }

  @Test
  void shouldGrowWhereTheErrorIs() {
    // Left half perfect, right half black in the photograph: the right half gets the copies.
    GaussianSet set = device.allocate(LAYOUT, 400);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 100, 0.05, 1));
    Camera camera = SyntheticScenes.lookAtOrigin(48, 36, 0, 0, -2);
    ViewData photo = SyntheticScenes.photograph(device, set, camera);
    for (int y = 0; y < 36; y++) {
      Arrays.fill(photo.rgb(), 3 * (y * 48 + 24), 3 * (y * 48 + 48), (byte) 0);
    }
    TrainingOptions still =
        new TrainingOptions(0, 0, 0, 0, 0, 0, 0.2f, 0, 0, 0, 3, false, new float[3]);
    device.train(set, List.of(device.upload(photo)), still);
    device.grow(set, growth(200));
    float[] x = device.snapshot(set).gaussians().planes()[0];
    int right = 0;
    for (int i = 100; i < 200; i++) {
      right += x[i] > 0 ? 1 : 0;
    }
    // By opacity alone it would be 50; L1's gradient is a sign, so the left half keeps some share.
    assertTrue(right > 65, right + " of 100 new Gaussians where the error is");
  }

  @Test
  void shouldMoveOnlyTheUncertainWhenItExplores() {
    GaussianSet set = device.allocate(LAYOUT, 20);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 10, 0.1, 1));
    GaussianBatch faint = SyntheticScenes.gaussians(LAYOUT, 10, 0.1, 2);
    Arrays.fill(faint.planes()[GaussianLayout.OPACITY], (float) Math.log(0.006 / 0.994));
    device.append(set, faint);
    float[] before = device.snapshot(set).gaussians().planes()[0];
    device.grow(set, new GrowthOptions(0, 0.005f, 0.05f, 3));
    float[] after = device.snapshot(set).gaussians().planes()[0];
    assertArrayEquals(Arrays.copyOf(before, 10), Arrays.copyOf(after, 10), 1e-6f);
    for (int i = 10; i < 20; i++) {
      assertNotEquals(before[i], after[i]);
      assertEquals(before[i], after[i], 0.3);
    }
  }

  @Test
  void shouldLiftAConstantMapAsItIs() {
    GaussianSet set = sceneOf(30);
    Camera camera = SyntheticScenes.ring(32, 24, 0, 4);
    device.lift(set, camera, new FeatureMap(2, 3, 3, constant(6, 0.5f, -2, 7)));
    GaussianSnapshot snapshot = device.snapshot(set);
    for (int i = 0; i < 30; i++) {
      boolean seen = snapshot.liftingWeights()[i] > 0;
      if (seen) {
        assertEquals(0.5f, feature(snapshot, 0)[i], 1e-5);
        assertEquals(-2f, feature(snapshot, 1)[i], 1e-5);
        assertEquals(7f, feature(snapshot, 2)[i], 1e-5);
      }
    }
    float[] alpha = layer(device.render(set, camera, RenderOptions.of(Layer.ALPHA)).alpha());
    assertEquals(sum(alpha), sum(snapshot.liftingWeights()), 1e-3 * sum(alpha));
  }

  @Test
  void shouldLiftTheSameInAnyOrder() {
    List<float[]> maps = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int k = 0; k < 8; k++) {
      float[] values = new float[3 * 5 * 4];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      maps.add(values);
    }
    GaussianSet forwards = sceneOf(30);
    GaussianSet backwards = sceneOf(30);
    for (int k = 0; k < 8; k++) {
      device.lift(forwards, ring(k), new FeatureMap(5, 4, 3, maps.get(k)));
      device.lift(backwards, ring(7 - k), new FeatureMap(5, 4, 3, maps.get(7 - k)));
    }
    GaussianSnapshot a = device.snapshot(forwards);
    GaussianSnapshot b = device.snapshot(backwards);
    assertArrayEquals(a.liftingWeights(), b.liftingWeights(), 1e-4f);
    for (int c = 0; c < 3; c++) {
      assertArrayEquals(feature(a, c), feature(b, c), 1e-4f);
    }
  }

  @Test
  void shouldSampleTheMapBilinearlyAtPixelCentres() {
    // One huge flat Gaussian sees the whole image alike: its feature is the mean of the samples.
    GaussianSet set = device.allocate(LAYOUT, 1);
    GaussianBatch wall = SyntheticScenes.gaussians(LAYOUT, 1, 50, 1);
    for (int a = 0; a < 3; a++) {
      wall.planes()[GaussianLayout.POSITION + a][0] = 0;
    }
    device.append(set, wall);
    Camera camera = SyntheticScenes.lookAtOrigin(4, 1, 0, 0, -2);
    float[] map = {1, 2, 0, 0, 0, 0};
    device.lift(set, camera, new FeatureMap(2, 1, 3, map));
    // Pixel centres fall on columns -0.25 (clamped to 0), 0.25, 0.75 and 1.25 (clamped to 1).
    GaussianSnapshot snapshot = device.snapshot(set);
    assertEquals((1 + 1.25 + 1.75 + 2) / 4, feature(snapshot, 0)[0], 1e-3);
  }

  @Test
  void shouldForgetWhatWasLifted() {
    GaussianSet set = sceneOf(30);
    device.clearLifting(set);
    device.lift(set, ring(0), new FeatureMap(1, 1, 3, new float[] {1, 2, 3}));
    device.clearLifting(set);
    GaussianSnapshot cleared = device.snapshot(set);
    assertArrayEquals(new float[30], cleared.liftingWeights());
    assertArrayEquals(new float[30], feature(cleared, 1));
    device.lift(set, ring(0), new FeatureMap(1, 1, 3, new float[] {4, 5, 6}));
    assertTrue(sum(device.snapshot(set).liftingWeights()) > 0);
  }

  @Test
  void shouldRefuseMapsThatDoNotFit() {
    GaussianSet set = sceneOf(3);
    FeatureMap narrow = new FeatureMap(1, 1, 2, new float[2]);
    FeatureMap broken = new FeatureMap(1, 1, 3, new float[] {0, Float.NaN, 0});
    assertThrows(IllegalArgumentException.class, () -> device.lift(set, ring(0), narrow));
    assertThrows(IllegalArgumentException.class, () -> device.lift(set, ring(0), broken));
  }

  @Test
  void shouldShareLiftingWeightsBetweenCopies() {
    GaussianSet set = device.allocate(LAYOUT, 100);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 20, 0.1, 1));
    device.lift(set, ring(0), new FeatureMap(1, 1, 3, new float[] {1, 2, 3}));
    GaussianSnapshot before = device.snapshot(set);
    device.grow(set, growth(60));
    GaussianSnapshot after = device.snapshot(set);
    double total = sum(before.liftingWeights());
    assertEquals(total, sum(after.liftingWeights()), 1e-4 * total);
    for (int i = 20; i < 60; i++) {
      if (after.liftingWeights()[i] > 0) {
        assertEquals(2, feature(after, 1)[i], 1e-5);
      }
    }
    device.lift(set, ring(1), new FeatureMap(1, 1, 3, new float[] {1, 2, 3}));
    assertEquals(2, feature(device.snapshot(set), 1)[0], 1e-5);
  }

  @Test
  void shouldAssignInstancesByIdentity() {
    GaussianSet set = sceneOf(4);
    long[] id = device.snapshot(set).identities();
    device.assignInstances(set, new long[] {id[2], id[0], 123_456}, new int[] {5, 6, 7});
    assertArrayEquals(new int[] {6, 0, 5, 0}, device.snapshot(set).instances());
    device.assignInstances(set, new long[] {id[2]}, new int[] {0});
    assertArrayEquals(new int[] {6, 0, 0, 0}, device.snapshot(set).instances());
    device.assignInstances(set, new long[0], new int[0]);
    assertArrayEquals(new int[] {6, 0, 0, 0}, device.snapshot(set).instances());
  }

  @Test
  void shouldRefuseInstancesThatDoNotMatch() {
    GaussianSet set = sceneOf(4);
    assertThrows(
        IllegalArgumentException.class,
        () -> device.assignInstances(set, new long[] {1, 2}, new int[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> device.assignInstances(set, new long[] {1}, new int[] {-1}));
  }

  @Test
  void shouldInheritTheInstanceAtBirth() {
    GaussianSet set = device.allocate(LAYOUT, 40);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 4, 0.1, 1));
    device.assignInstances(set, device.snapshot(set).identities(), new int[] {3, 3, 3, 3});
    device.grow(set, growth(20));
    int[] all = new int[20];
    Arrays.fill(all, 3);
    assertArrayEquals(all, device.snapshot(set).instances());
  }

  @Test
  void shouldGiveDescendantsTheInstanceOfTheirAncestor() {
    GaussianSet set = device.allocate(LAYOUT, 64);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 4, 0.1, 1));
    GaussianSnapshot old = device.snapshot(set);
    for (int n = 8; n <= 64; n *= 2) {
      device.grow(set, new GrowthOptions(n, 0.005f, 0, n));
    }
    device.assignInstances(set, old.identities(), new int[] {1, 2, 3, 4});
    GaussianSnapshot grown = device.snapshot(set);
    for (int i = 0; i < 64; i++) {
      int instance = grown.instances()[i];
      assertNotEquals(0, instance);
      // Colours are copied at birth and were not trained: they tell the ancestor.
      float[] red = grown.gaussians().planes()[GaussianLayout.SH_DC];
      assertEquals(old.gaussians().planes()[GaussianLayout.SH_DC][instance - 1], red[i]);
    }
    device.grow(set, growth(64));
    assertFalse(Arrays.equals(new int[64], device.snapshot(set).instances()));
  }

  @Test
  void shouldNotInheritAnIdThatWasWithheld() {
    GaussianSet set = device.allocate(LAYOUT, 64);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 4, 0.1, 1));
    device.grow(set, growth(8));
    long[] all = device.snapshot(set).identities();
    long newest = Arrays.stream(all).max().orElseThrow();
    // The first four and the newest have labels, the three between are noise of the same snapshot.
    device.assignInstances(
        set, new long[] {all[0], all[1], all[2], all[3], newest}, new int[] {1, 1, 1, 1, 2});
    assertEquals(3, Arrays.stream(device.snapshot(set).instances()).filter(i -> i == 0).count());
  }

  @Test
  void shouldRestoreASnapshot() {
    GaussianSet set = sceneOf(30);
    device.lift(set, ring(0), new FeatureMap(1, 1, 3, new float[] {1, 2, 3}));
    device.grow(set, growth(40));
    device.assignInstances(set, device.snapshot(set).identities(), new int[40]);
    device.assignInstances(set, new long[] {3}, new int[] {9});
    GaussianSnapshot saved = device.snapshot(set);
    GaussianSet copy = device.allocate(LAYOUT, 80);
    device.restore(copy, saved);
    GaussianSnapshot restored = device.snapshot(copy);
    assertSameGaussians(saved, restored);
    assertArrayEquals(saved.instances(), restored.instances());
    assertArrayEquals(saved.liftingWeights(), restored.liftingWeights());
    device.lift(set, ring(1), new FeatureMap(1, 1, 3, new float[] {4, 5, 6}));
    device.lift(copy, ring(1), new FeatureMap(1, 1, 3, new float[] {4, 5, 6}));
    for (int c = 0; c < 3; c++) {
      assertArrayEquals(feature(device.snapshot(set), c), feature(device.snapshot(copy), c), 1e-5f);
    }
    device.grow(copy, growth(80));
    assertEquals(80, Arrays.stream(device.snapshot(copy).identities()).distinct().count());
  }

  @Test
  void shouldRefuseToRestoreWhatDoesNotFit() {
    GaussianSet set = sceneOf(10);
    GaussianSnapshot saved = device.snapshot(set);
    assertThrows(IllegalArgumentException.class, () -> device.restore(set, saved));
    GaussianSet small = device.allocate(LAYOUT, 9);
    assertThrows(IllegalArgumentException.class, () -> device.restore(small, saved));
    GaussianSet flat = device.allocate(new GaussianLayout(0, 3), 10);
    assertThrows(IllegalArgumentException.class, () -> device.restore(flat, saved));
    GaussianSet empty = device.allocate(LAYOUT, 10);
    long[] twice = new long[10];
    Arrays.fill(twice, 4);
    GaussianSnapshot broken =
        new GaussianSnapshot(saved.gaussians(), twice, new int[10], new float[10]);
    assertThrows(IllegalArgumentException.class, () -> device.restore(empty, broken));
    GaussianSnapshot torn =
        new GaussianSnapshot(saved.gaussians(), saved.identities(), new int[9], new float[10]);
    assertThrows(IllegalArgumentException.class, () -> device.restore(empty, torn));
    assertEquals(0, empty.count());
    device.restore(empty, saved);
    assertEquals(10, empty.count());
    assertArrayEquals(new float[10], device.snapshot(empty).liftingWeights());
  }

  private static Camera ring(int k) {
    return SyntheticScenes.ring(32, 24, k, 8);
  }

  private static GrowthOptions growth(int target) {
    return new GrowthOptions(target, 0.005f, 0, 42);
  }

  private static TrainingOptions withDepthOnly() {
    return new TrainingOptions(2e-3f, 1e-3f, 5e-3f, 0, 0, 0, 0, 100, 0, 0, 1, false, new float[3]);
  }

  private static TrainingOptions regularised() {
    return new TrainingOptions(
        1e-3f, 1e-3f, 5e-3f, 2.5e-2f, 0, 0, 0.2f, 0, 10, 10, 1, false, new float[3]);
  }

  private GaussianSet sceneOf(int count) {
    GaussianSet set = device.allocate(LAYOUT, 2 * count);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, count, 0.08, 3));
    return set;
  }

  private static GaussianBatch dead(GaussianBatch batch) {
    Arrays.fill(batch.planes()[GaussianLayout.OPACITY], DEAD_LOGIT);
    return batch;
  }

  private List<TrainingView> photographs(GaussianSet set, int n, int width, int height) {
    List<TrainingView> views = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      Camera camera = SyntheticScenes.ring(width, height, k, n);
      views.add(device.upload(SyntheticScenes.photograph(device, set, camera)));
    }
    return views;
  }

  private TrainingView black(Camera camera) {
    return device.upload(
        new ViewData(camera, new byte[3 * camera.width() * camera.height()], null, null));
  }

  private GaussianSnapshot trainAndGrow() {
    try (GpuDevice fresh = create(64 << 20)) {
      GaussianSet set = fresh.allocate(LAYOUT, 300);
      fresh.append(set, SyntheticScenes.gaussians(LAYOUT, 150, 0.08, 3));
      Camera camera = SyntheticScenes.ring(41, 35, 0, 3);
      TrainingView view = fresh.upload(new ViewData(camera, new byte[3 * 41 * 35], null, null));
      for (int k = 0; k < 3; k++) {
        fresh.train(set, List.of(view, view), OPTIONS);
        fresh.grow(set, new GrowthOptions(160 + 20 * k, 0.02f, 0.01f, k));
      }
      return fresh.snapshot(set);
    }
  }

  private static void assertSameGaussians(GaussianSnapshot a, GaussianSnapshot b) {
    assertArrayEquals(a.identities(), b.identities());
    for (int p = 0; p < a.gaussians().planes().length; p++) {
      assertArrayEquals(a.gaussians().planes()[p], b.gaussians().planes()[p], "plane " + p);
    }
  }

  private static float[] feature(GaussianSnapshot snapshot, int channel) {
    return snapshot.gaussians().planes()[LAYOUT.featureOffset() + channel];
  }

  private static float[] constant(int cells, float... channels) {
    float[] map = new float[cells * channels.length];
    for (int c = 0; c < channels.length; c++) {
      Arrays.fill(map, c * cells, (c + 1) * cells, channels[c]);
    }
    return map;
  }

  private static double meanLoss(List<StepReport> reports) {
    return reports.stream().mapToDouble(StepReport::loss).average().orElseThrow();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }
}
