package io.splatlas.gpu;

import java.util.SplittableRandom;

/** Small scenes with a field to refine: lifted features, instances, targets, pairs. */
public final class FieldScenes {
  /** Semantic channels of these scenes. */
  public static final int CHANNELS = 5;

  /** Layout of these scenes. */
  public static final GaussianLayout LAYOUT = new GaussianLayout(0, CHANNELS);

  /** Three instances, two of them with an embedding. */
  public static final FieldGroups GROUPS =
      new FieldGroups(
          new int[] {4, 7, 9}, embeddings(3 * CHANNELS), new boolean[] {true, false, true});

  private FieldScenes() {}

  private static float[] embeddings(int n) {
    SplittableRandom random = new SplittableRandom(77);
    float[] values = new float[n];
    for (int k = 0; k < n; k++) {
      values[k] = (float) (2 + random.nextDouble());
    }
    return values;
  }

  /** Gaussians into which random features were lifted, with ids 0, 4, 7, 9 and 11 (no group). */
  public static GaussianSet set(GpuDevice device, int count, double extent) {
    return set(device, count, extent, 0.4, 0.95);
  }

  /** The same with opacities between two values. */
  public static GaussianSet set(
      GpuDevice device, int count, double extent, double least, double most) {
    GaussianBatch batch = SyntheticScenes.gaussians(LAYOUT, count, extent, 31);
    SplittableRandom random = new SplittableRandom(5);
    float[] logits = batch.planes()[GaussianLayout.OPACITY];
    long[] identities = new long[count];
    int[] instances = new int[count];
    float[] weights = new float[count];
    int[] ids = {0, 4, 7, 9, 11};
    for (int i = 0; i < count; i++) {
      double opacity = least + (most - least) * random.nextDouble();
      logits[i] = (float) Math.log(opacity / (1 - opacity));
      identities[i] = i + 1L;
      instances[i] = ids[i % ids.length];
      weights[i] = i % 11 == 10 ? 0 : 1 + (float) random.nextDouble();
    }
    GaussianSet set = device.allocate(LAYOUT, count);
    device.restore(set, new GaussianSnapshot(batch, identities, instances, weights));
    return set;
  }

  /** A view's target: teacher cells away from what is rendered, groups side by side. */
  public static FieldTarget target(Camera camera, int columns, int rows) {
    float[] values = new float[CHANNELS * columns * rows];
    SplittableRandom random = new SplittableRandom(columns * 100L + rows);
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (random.nextInt(2) * 12 - 6 + random.nextDouble());
    }
    int[] groups = new int[camera.width() * camera.height()];
    for (int p = 0; p < groups.length; p++) {
      groups[p] = p % camera.width() * 4 / camera.width() - 1;
    }
    return new FieldTarget(camera, new FeatureMap(columns, rows, CHANNELS, values), groups);
  }

  /** A few pairs, half of them near; some Gaussians are in several. */
  public static FieldPairs pairs(int count, int pairs) {
    int[] first = new int[pairs];
    int[] second = new int[pairs];
    for (int k = 0; k < pairs; k++) {
      first[k] = k % count;
      second[k] = (3 * k + 1) % count;
    }
    return new FieldPairs(first, second, pairs / 2);
  }

  /** The published weights about a small origin. */
  public static FieldOptions options(float rate) {
    float[] origin = new float[CHANNELS];
    for (int d = 0; d < CHANNELS; d++) {
      origin[d] = 0.1f * d;
    }
    return FieldOptions.published(origin).withRate(rate);
  }

  /** Only some of the losses, on screen, in space or both. */
  public static FieldOptions only(
      float pixel,
      float instance,
      float contrast,
      float neighbours,
      boolean onScreen,
      boolean inSpace) {
    FieldOptions all = options(0);
    return new FieldOptions(
        pixel,
        instance,
        contrast,
        neighbours,
        onScreen,
        inSpace,
        0.3f,
        all.alike(),
        0,
        all.origin());
  }
}
