package io.splatlas.gpu;

import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device computes what the scalar reference computes, on a scene that takes it a moment:
 * every operation once. Kernels are built where no GPU is; so each card, driver and machine shows
 * before its first frame that they are right there.
 *
 * <p>Single pixels at the rim of a Gaussian may count on one device and not on the other, and where
 * a gradient is almost zero its sign may differ. So images are compared by their root mean square,
 * changes of parameters as a whole.
 */
final class AgreementCheck {
  private static final int GAUSSIANS = 1_200;
  private static final int CHANNELS = 3;
  private static final GaussianLayout LAYOUT = new GaussianLayout(2, CHANNELS);
  private static final int WIDTH = 40;
  private static final int HEIGHT = 28;

  /** Every loss and the anti-aliased filter, which the render leaves out. */
  private static final TrainingOptions OPTIONS =
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
          3,
          true,
          new float[] {0.1f, 0.2f, 0.3f});

  /** Root mean square of an image's differences, in units of its values (0..1, metres). */
  private static final double IMAGE = 2e-3;

  /** Share of an image's pixels that may show another instance. */
  private static final double IDS = 0.02;

  /** Share of how far a step moves parameters, or of a sum, by which it may differ. */
  private static final double SHARE = 0.03;

  private static final long MEMORY = 64L << 20;

  private final GpuDevice device;
  private final GpuDevice reference;

  private AgreementCheck(GpuDevice device, GpuDevice reference) {
    this.device = device;
    this.reference = reference;
  }

  /**
   * What a device computes otherwise than the reference, in one line; empty when nothing. What it
   * throws itself is passed on.
   */
  static String disagreement(GpuDevice device) {
    try (GpuDevice reference = ReferenceDevice.create(MEMORY, "an oracle")) {
      return new AgreementCheck(device, reference).run();
    }
  }

  private String run() {
    try (GaussianSet own = filled(device);
        GaussianSet expected = filled(reference)) {
      for (Step step :
          List.<Step>of(
              this::renders,
              this::trains,
              this::lifts,
              this::refines,
              this::gathers,
              this::grows)) {
        String problem = step.compare(own, expected);
        if (!problem.isEmpty()) {
          return "it computes otherwise than the processor: " + problem;
        }
      }
      return "";
    }
  }

  /** Answers what is wrong, empty for nothing. */
  private interface Step {
    String compare(GaussianSet own, GaussianSet expected);
  }

  private String renders(GaussianSet own, GaussianSet expected) {
    RenderOptions all = RenderOptions.of(Layer.values());
    RenderedView a = device.render(own, camera(), all);
    RenderedView b = reference.render(expected, camera(), all);
    int[] ids = Objects.requireNonNull(a.ids());
    int[] expectedIds = Objects.requireNonNull(b.ids());
    long others = 0;
    for (int p = 0; p < ids.length; p++) {
      others += ids[p] == expectedIds[p] ? 0 : 1;
    }
    if (others > IDS * ids.length) {
      return "%d of %d pixels show another instance".formatted(others, ids.length);
    }
    return first(
        image("colour", a.colour(), b.colour()),
        image("alpha", a.alpha(), b.alpha()),
        image("depth", depthByAlpha(a), depthByAlpha(b)),
        image("features", a.features(), b.features()));
  }

  /** Where almost nothing is, depth is any depth; times alpha it is as steady as colour. */
  private static float[] depthByAlpha(RenderedView view) {
    float[] depth = Objects.requireNonNull(view.depth());
    float[] alpha = Objects.requireNonNull(view.alpha());
    float[] out = new float[depth.length];
    for (int p = 0; p < out.length; p++) {
      out[p] = depth[p] * alpha[p];
    }
    return out;
  }

  private String trains(GaussianSet own, GaussianSet expected) {
    ViewData photograph = photograph();
    Both before = planes(own, expected);
    StepReport a = step(device, own, photograph);
    StepReport b = step(reference, expected, photograph);
    return first(
        number("loss", a.loss(), b.loss()),
        number("SSIM", a.ssim(), b.ssim()),
        number("depth error", a.depthError(), b.depthError()),
        moved("training", before, planes(own, expected), 0, LAYOUT.featureOffset()));
  }

  private static StepReport step(GpuDevice on, GaussianSet set, ViewData photograph) {
    try (TrainingView view = on.upload(photograph)) {
      return on.train(set, List.of(view), OPTIONS).getFirst();
    }
  }

  private String lifts(GaussianSet own, GaussianSet expected) {
    FeatureMap map = map();
    Both before = planes(own, expected);
    device.lift(own, camera(), map);
    reference.lift(expected, camera(), map);
    float[][] none = {new float[GAUSSIANS]};
    Both weights =
        new Both(
            new float[][] {device.snapshot(own).liftingWeights()},
            new float[][] {reference.snapshot(expected).liftingWeights()});
    return first(
        moved("lifting's weight", new Both(none, none), weights, 0, 1),
        moved("lifting", before, planes(own, expected), LAYOUT.featureOffset(), LAYOUT.planes()));
  }

  private String refines(GaussianSet own, GaussianSet expected) {
    int[] groupOf = new int[WIDTH * HEIGHT];
    Arrays.setAll(groupOf, p -> p % WIDTH * 3 / WIDTH - 1);
    List<FieldTarget> targets = List.of(new FieldTarget(camera(), map(), groupOf));
    FieldGroups groups =
        new FieldGroups(
            new int[] {1, 2}, new float[] {2, -1, 1, -2, 1, 2}, new boolean[] {true, true});
    FieldPairs pairs = new FieldPairs(new int[] {0, 1, 2}, new int[] {5, 7, 9}, 2);
    FieldOptions options = FieldOptions.published(new float[CHANNELS]);
    Both before = planes(own, expected);
    FieldReport a = device.refine(own, targets, groups, pairs, options).getFirst();
    FieldReport b = reference.refine(expected, targets, groups, pairs, options).getFirst();
    return first(
        number("pixel loss", a.pixel(), b.pixel()),
        number("instance loss", a.instance(), b.instance()),
        number("contrastive loss", a.contrast(), b.contrast()),
        number("regulariser", a.neighbours(), b.neighbours()),
        moved(
            "refinement", before, planes(own, expected), LAYOUT.featureOffset(), LAYOUT.planes()));
  }

  private String gathers(GaussianSet own, GaussianSet expected) {
    int[] rows = {GAUSSIANS - 1, 0, 17};
    float[][] planes = device.snapshot(own).gaussians().planes();
    float[][] gathered = device.gather(own, rows, GaussianLayout.SCALE, 2);
    for (int p = 0; p < gathered.length; p++) {
      for (int k = 0; k < rows.length; k++) {
        if (gathered[p][k] != planes[GaussianLayout.SCALE + p][rows[k]]) {
          return "a row of a plane is another's";
        }
      }
    }
    float[] points = new float[3 * GAUSSIANS];
    for (int i = 0; i < points.length; i++) {
      points[i] = planes[i % 3][i / 3];
    }
    Neighbours a = device.neighbours(points, 3, 5, 100, 7);
    Neighbours b = reference.neighbours(points, 3, 5, 100, 7);
    boolean same =
        Arrays.equals(a.indices(), b.indices())
            && Arrays.equals(a.squaredDistances(), b.squaredDistances());
    return same ? "" : "nearest neighbours are others";
  }

  private String grows(GaussianSet own, GaussianSet expected) {
    GrowthOptions options = new GrowthOptions(GAUSSIANS + 100, 0.005f, 0.01f, 3);
    GrowthReport a = device.grow(own, options);
    GrowthReport b = reference.grow(expected, options);
    if (a.count() != b.count()) {
      return "it grows to %d Gaussians, not %d".formatted(a.count(), b.count());
    }
    RenderOptions colour = RenderOptions.of(Layer.COLOUR);
    double difference =
        rms(
            Objects.requireNonNull(device.render(own, camera(), colour).colour()),
            Objects.requireNonNull(reference.render(expected, camera(), colour).colour()));
    // Who is drawn to be split differs where errors differ in their last bits; the image must not.
    return difference <= 10 * IMAGE
        ? ""
        : "after growth colours differ by %.4f".formatted(difference);
  }

  private static String first(String... problems) {
    return Arrays.stream(problems).filter(p -> !p.isEmpty()).findFirst().orElse("");
  }

  private static String image(String what, float @Nullable [] a, float @Nullable [] b) {
    double difference = rms(Objects.requireNonNull(a), Objects.requireNonNull(b));
    // Written so that NaN fails too.
    return difference <= IMAGE ? "" : "%s of a render differs by %.4f".formatted(what, difference);
  }

  private static double rms(float[] a, float[] b) {
    double squared = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      squared += difference * difference;
    }
    return Math.sqrt(squared / a.length);
  }

  private static String number(String what, double a, double b) {
    return Math.abs(a - b) <= SHARE * (0.1 + Math.abs(b))
        ? ""
        : "%s is %.5f, not %.5f".formatted(what, a, b);
  }

  /** Planes of one scene on both devices. */
  private record Both(float[][] own, float[][] expected) {}

  private Both planes(GaussianSet own, GaussianSet expected) {
    return new Both(
        device.snapshot(own).gaussians().planes(),
        reference.snapshot(expected).gaussians().planes());
  }

  /** Compares by how much parameters have moved. */
  private static String moved(String what, Both before, Both after, int from, int to) {
    for (int p = from; p < to; p++) {
      double difference = 0;
      double way = 0;
      for (int i = 0; i < GAUSSIANS; i++) {
        double own = (double) after.own[p][i] - before.own[p][i];
        double expected = (double) after.expected[p][i] - before.expected[p][i];
        difference += Math.abs(own - expected);
        way += Math.abs(expected);
      }
      // Written so that NaN fails too.
      if (!(difference <= SHARE * way + 1e-6)) {
        return "%s moves plane %d by %.6f otherwise, of %.6f".formatted(what, p, difference, way);
      }
    }
    return "";
  }

  private static GaussianSet filled(GpuDevice on) {
    GaussianSet set = on.allocate(LAYOUT, GAUSSIANS + 100);
    on.append(set, gaussians());
    long[] identities = on.snapshot(set).identities();
    int[] instances = new int[GAUSSIANS];
    Arrays.setAll(instances, i -> i % 4);
    on.assignInstances(set, identities, instances);
    return set;
  }

  /** A cloud of half a metre, every parameter its own. */
  private static GaussianBatch gaussians() {
    SplittableRandom random = new SplittableRandom(20);
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, GAUSSIANS);
    float[][] planes = batch.planes();
    for (int i = 0; i < GAUSSIANS; i++) {
      for (int a = 0; a < 3; a++) {
        planes[GaussianLayout.POSITION + a][i] = (float) (random.nextDouble() - 0.5);
        planes[GaussianLayout.SCALE + a][i] = (float) Math.log(0.03 * (0.5 + random.nextDouble()));
        planes[GaussianLayout.SH_DC + a][i] = (float) (random.nextDouble() - 0.4);
      }
      for (int k = 0; k < 4; k++) {
        planes[GaussianLayout.ROTATION + k][i] = (float) random.nextGaussian();
      }
      planes[GaussianLayout.OPACITY][i] = (float) random.nextGaussian();
      for (int p = GaussianLayout.SH_REST; p < LAYOUT.planes(); p++) {
        planes[p][i] = (float) (0.1 * random.nextGaussian());
      }
    }
    return batch;
  }

  private static Camera camera() {
    double[] pose = {1, 0, 0, 0.1, 0, 1, 0, -0.05, 0, 0, 1, -1.6, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(WIDTH, HEIGHT, 45, 44, 19.6, 14.3, pose);
  }

  private static ViewData photograph() {
    SplittableRandom random = new SplittableRandom(21);
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    random.nextBytes(rgb);
    float[] depth = new float[WIDTH * HEIGHT];
    byte[] valid = new byte[WIDTH * HEIGHT];
    for (int p = 0; p < depth.length; p++) {
      depth[p] = p % 5 == 0 ? 0 : 1.2f + random.nextFloat();
      valid[p] = (byte) (p % 13 == 0 ? 0 : 1);
    }
    return new ViewData(camera(), rgb, depth, valid);
  }

  private static FeatureMap map() {
    SplittableRandom random = new SplittableRandom(22);
    float[] values = new float[CHANNELS * 5 * 4];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return new FeatureMap(5, 4, CHANNELS, values);
  }
}
