package io.splatlas.actors.query;

import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import java.util.Objects;

/** How well each pixel of a view answers a question, by its blended semantic features. */
final class FeatureMaps {
  /** Less opacity than this is nothing seen. */
  private static final float SEEN = 0.5f;

  /** A measure of features that lie apart. */
  interface Measure {
    /**
     * Level of the features of one pixel, 0..1.
     *
     * @param features channels of all pixels
     * @param from where the pixel's first channel is
     * @param stride between one channel and the next
     * @param scale the features are multiplied by
     */
    double of(float[] features, int from, int stride, double scale);
  }

  private FeatureMaps() {}

  /** The map of a view: 0 = level 0 or nothing seen, 255 = level 1. */
  static SceneSelection.Mask of(GpuSlice slice, SceneModel model, Camera view, Measure measure) {
    RenderedView seen =
        model.render(slice.device(), view, RenderOptions.of(Layer.FEATURES, Layer.ALPHA));
    float[] features = Objects.requireNonNull(seen.features(), "features");
    float[] alpha = Objects.requireNonNull(seen.alpha(), "alpha");
    byte[] values = new byte[alpha.length];
    for (int pixel = 0; pixel < alpha.length; pixel++) {
      if (alpha[pixel] >= SEEN) {
        double level = measure.of(features, pixel, alpha.length, 1 / alpha[pixel]);
        values[pixel] = (byte) Math.round(255 * level);
      }
    }
    return new SceneSelection.Mask(view.width(), view.height(), values);
  }
}
