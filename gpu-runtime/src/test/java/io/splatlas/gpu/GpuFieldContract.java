package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every device promises about refining the semantic field. */
public abstract class GpuFieldContract {
  private static final int COUNT = 60;
  private static final Camera CAMERA = SyntheticScenes.ring(36, 28, 0, 5);

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
  void shouldLowerTheLossesItRefines() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    FieldPairs pairs = FieldScenes.pairs(COUNT, 40);
    List<FieldTarget> targets = targets();
    FieldReport first = refine(set, targets, pairs, 0.02f).getFirst();
    for (int k = 0; k < 40; k++) {
      refine(set, targets, pairs, 0.02f);
    }
    FieldReport last = refine(set, targets, pairs, 0.02f).getFirst();
    assertTrue(first.contrast() > 0 && first.instance() > 0 && first.neighbours() > 0);
    assertTrue(
        last.loss() < 0.95 * first.loss(), "loss %f -> %f".formatted(first.loss(), last.loss()));
    assertTrue(last.contrast() < first.contrast(), first + " -> " + last);
  }

  @Test
  void shouldLearnAFieldFromItsRenders() {
    GaussianSet truth = FieldScenes.set(device, COUNT, 0.2, 0.9, 0.99);
    List<FieldTarget> targets = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      targets.add(rendered(truth, SyntheticScenes.ring(36, 28, k, 5)));
    }
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2, 0.9, 0.99);
    blur(set);
    FieldOptions options = FieldScenes.only(1, 0, 0, 0, true, true).withRate(0.05f);
    double first = meanPixel(set, targets, options.withRate(0));
    for (int k = 0; k < 60; k++) {
      device.refine(set, targets, FieldGroups.NONE, FieldPairs.NONE, options);
    }
    double last = meanPixel(set, targets, options.withRate(0));
    assertTrue(last < 0.4 * first, "pixel loss %f -> %f".formatted(first, last));
  }

  @Test
  void shouldMoveNothingButTheFieldOfWhatWasLifted() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    GaussianSnapshot before = device.snapshot(set);
    refine(set, targets(), FieldScenes.pairs(COUNT, 40), 0.02f);
    GaussianSnapshot after = device.snapshot(set);
    int offset = FieldScenes.LAYOUT.featureOffset();
    for (int p = 0; p < offset; p++) {
      assertArrayEquals(before.gaussians().planes()[p], after.gaussians().planes()[p]);
    }
    assertArrayEquals(before.liftingWeights(), after.liftingWeights());
    int moved = 0;
    for (int i = 0; i < COUNT; i++) {
      float a = before.gaussians().planes()[offset][i];
      float b = after.gaussians().planes()[offset][i];
      if (before.liftingWeights()[i] == 0) {
        assertEquals(a, b);
      }
      moved += a != b ? 1 : 0;
    }
    assertTrue(moved > COUNT / 2, moved + " Gaussians moved");
  }

  @Test
  void shouldRefineTheSameBitsAgain() {
    assertSameField(refined(), refined());
  }

  @Test
  void shouldRefineTheSameInOneCallAndInMany() {
    GaussianSet one = FieldScenes.set(device, COUNT, 0.2);
    GaussianSet many = FieldScenes.set(device, COUNT, 0.2);
    FieldPairs pairs = FieldScenes.pairs(COUNT, 40);
    refine(one, targets(), pairs, 0.02f);
    for (FieldTarget target : targets()) {
      refine(many, List.of(target), pairs, 0.02f);
    }
    assertSameField(device.snapshot(one), device.snapshot(many));
  }

  @Test
  void shouldGoOnLiftingFromWhatWasRefined() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    refine(set, targets(), FieldPairs.NONE, 0.02f);
    GaussianSnapshot refined = device.snapshot(set);
    float[] zeros = new float[FieldScenes.CHANNELS];
    device.lift(set, CAMERA, new FeatureMap(1, 1, FieldScenes.CHANNELS, zeros));
    GaussianSnapshot lifted = device.snapshot(set);
    int offset = FieldScenes.LAYOUT.featureOffset();
    for (int i = 0; i < COUNT; i++) {
      if (refined.liftingWeights()[i] > 0) {
        float kept = refined.liftingWeights()[i] / lifted.liftingWeights()[i];
        assertEquals(
            kept * refined.gaussians().planes()[offset][i],
            lifted.gaussians().planes()[offset][i],
            1e-4f);
      }
    }
  }

  @Test
  void shouldRefineAnEmptySetAndOnePixel() {
    GaussianSet empty = device.allocate(FieldScenes.LAYOUT, 1);
    FieldTarget pixel = FieldScenes.target(SyntheticScenes.ring(1, 1, 0, 5), 3, 2);
    FieldReport report =
        device
            .refine(
                empty,
                List.of(pixel),
                FieldScenes.GROUPS,
                FieldPairs.NONE,
                FieldScenes.options(0.1f))
            .getFirst();
    assertEquals(0, report.pixel());
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    assertTrue(
        Double.isFinite(refine(set, List.of(pixel), FieldPairs.NONE, 0.1f).getFirst().loss()));
  }

  @Test
  void shouldNotKeepStateOfGaussiansThatChanged() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    long before = set.bytes();
    refine(set, targets(), FieldPairs.NONE, 0.02f);
    assertTrue(set.bytes() > before);
    device.clearLifting(set);
    assertEquals(before, set.bytes());
  }

  @Test
  void shouldRefuseWhatDoesNotFit() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    FieldOptions options = FieldScenes.options(0.1f);
    FieldPairs beyond = new FieldPairs(new int[] {0}, new int[] {COUNT}, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> device.refine(set, targets(), FieldScenes.GROUPS, beyond, options));
    assertThrows(
        IllegalArgumentException.class,
        () -> device.refine(set, targets(), FieldGroups.NONE, FieldPairs.NONE, options));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            device.refine(
                set,
                targets(),
                FieldScenes.GROUPS,
                FieldPairs.NONE,
                FieldOptions.published(new float[2])));
  }

  private static List<FieldTarget> targets() {
    return List.of(
        FieldScenes.target(CAMERA, 9, 7),
        FieldScenes.target(SyntheticScenes.ring(36, 28, 1, 5), 36, 28),
        FieldScenes.target(SyntheticScenes.ring(36, 28, 2, 5), 5, 3));
  }

  private List<FieldReport> refine(
      GaussianSet set, List<FieldTarget> targets, FieldPairs pairs, float rate) {
    return device.refine(set, targets, FieldScenes.GROUPS, pairs, FieldScenes.options(rate));
  }

  private GaussianSnapshot refined() {
    GaussianSet set = FieldScenes.set(device, COUNT, 0.2);
    for (int k = 0; k < 5; k++) {
      refine(set, targets(), FieldScenes.pairs(COUNT, 40), 0.02f);
    }
    return device.snapshot(set);
  }

  private FieldTarget rendered(GaussianSet set, Camera camera) {
    RenderedView view = device.render(set, camera, RenderOptions.of(Layer.FEATURES, Layer.ALPHA));
    float[] features = SyntheticScenes.layer(view.features()).clone();
    float[] alpha = SyntheticScenes.layer(view.alpha());
    for (int k = 0; k < features.length; k++) {
      features[k] = alpha[k % alpha.length] > 0 ? features[k] / alpha[k % alpha.length] : 0;
    }
    int[] none = new int[alpha.length];
    Arrays.fill(none, -1);
    return new FieldTarget(
        camera,
        new FeatureMap(camera.width(), camera.height(), FieldScenes.CHANNELS, features),
        none);
  }

  /** Replaces what was lifted by one and the same vector. */
  private void blur(GaussianSet set) {
    float[] zeros = new float[FieldScenes.CHANNELS];
    for (Camera camera : Collections.nCopies(30, CAMERA)) {
      device.lift(set, camera, new FeatureMap(1, 1, FieldScenes.CHANNELS, zeros));
    }
  }

  private double meanPixel(GaussianSet set, List<FieldTarget> targets, FieldOptions options) {
    return device.refine(set, targets, FieldGroups.NONE, FieldPairs.NONE, options).stream()
        .mapToDouble(FieldReport::pixel)
        .average()
        .orElseThrow();
  }

  private static void assertSameField(GaussianSnapshot a, GaussianSnapshot b) {
    for (int p = 0; p < FieldScenes.LAYOUT.planes(); p++) {
      assertArrayEquals(a.gaussians().planes()[p], b.gaussians().planes()[p]);
    }
  }
}
