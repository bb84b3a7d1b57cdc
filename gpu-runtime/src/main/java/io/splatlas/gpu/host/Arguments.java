package io.splatlas.gpu.host;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.util.List;

/** The checks of arguments that every device makes before it touches its memory. */
public final class Arguments {
  /** Values an array can hold. */
  private static final long LONGEST_LAYER = Integer.MAX_VALUE - 8;

  private Arguments() {}

  /**
   * Refuses a batch of another layout or with a value that is not finite.
   *
   * @throws IllegalArgumentException naming the Gaussian and the plane
   */
  public static void requireFitting(GaussianBatch batch, GaussianLayout layout) {
    if (!batch.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "the batch has %s, the set %s".formatted(batch.layout(), layout));
    }
    requireFinite(batch);
  }

  /**
   * Refuses a feature map with another number of channels or a value that is not finite.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static void requireFitting(FeatureMap features, GaussianLayout layout) {
    if (features.channels() != layout.features()) {
      throw new IllegalArgumentException(
          "the feature map has %d channels, the Gaussians %d"
              .formatted(features.channels(), layout.features()));
    }
    for (float v : features.values()) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("the feature map has a value that is not finite");
      }
    }
  }

  /**
   * Refuses what does not fit a set that is to be refined.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static void requireFitting(
      List<FieldTarget> targets,
      FieldGroups groups,
      FieldPairs pairs,
      FieldOptions options,
      GaussianLayout layout,
      int count) {
    int channels = layout.features();
    if (options.origin().length != channels
        || groups.embeddings().length != groups.count() * channels) {
      throw new IllegalArgumentException(
          "an origin of %d channels and %d groups of %d values do not fit Gaussians of %d channels"
              .formatted(
                  options.origin().length, groups.count(), groups.embeddings().length, channels));
    }
    for (float v : groups.embeddings()) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("an embedding has a value that is not finite");
      }
    }
    for (FieldTarget target : targets) {
      requireFitting(target.teacher(), layout);
      for (int group : target.groups()) {
        requireBelow("group", group, -1, groups.count());
      }
    }
    for (int k = 0; k < pairs.count(); k++) {
      requireBelow("Gaussian", pairs.first()[k], 0, count);
      requireBelow("Gaussian", pairs.second()[k], 0, count);
    }
  }

  private static void requireBelow(String what, int value, int from, int bound) {
    if (value < from || value >= bound) {
      throw new IllegalArgumentException(
          "%s %d is not within %d..%d".formatted(what, value, from, bound - 1));
    }
  }

  /** Bytes of the layers asked for: the caller's afterwards, but refused by name if too many. */
  public static long layerBytes(
      String what, GaussianLayout layout, Camera camera, RenderOptions options) {
    long pixels = (long) camera.width() * camera.height();
    long bytes = 0;
    for (Layer layer : options.layers()) {
      long values =
          switch (layer) {
            case COLOUR -> 3 * pixels;
            case FEATURES -> layout.features() * pixels;
            case DEPTH, ALPHA, IDS -> pixels;
          };
      if (values > LONGEST_LAYER) {
        throw new IllegalArgumentException(
            "%s has %d values in layer %s, more than an array can hold; ask for a smaller image"
                .formatted(what, values, layer));
      }
      bytes += Float.BYTES * values;
    }
    return bytes;
  }

  private static void requireFinite(GaussianBatch batch) {
    for (int p = 0; p < batch.planes().length; p++) {
      float[] plane = batch.planes()[p];
      for (int i = 0; i < batch.count(); i++) {
        if (!Float.isFinite(plane[i])) {
          throw new IllegalArgumentException(
              "Gaussian %d has %s in plane %d; every value must be finite"
                  .formatted(i, plane[i], p));
        }
      }
    }
  }

  /** Refuses rows and planes that a set does not have. */
  public static void requireRows(GaussianSet set, int[] rows, int firstPlane, int planes) {
    int all = set.layout().planes();
    if (firstPlane < 0 || planes < 0 || planes > all - firstPlane) {
      throw new IllegalArgumentException(
          "planes %d to %d are not among %d".formatted(firstPlane, firstPlane + planes, all));
    }
    for (int row : rows) {
      if (row < 0 || row >= set.count()) {
        throw new IllegalArgumentException(
            "Gaussian %d is not among %d".formatted(row, set.count()));
      }
    }
  }
}
