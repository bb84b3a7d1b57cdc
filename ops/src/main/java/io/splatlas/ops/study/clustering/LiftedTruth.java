package io.splatlas.ops.study.clustering;

import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Label;
import java.util.List;

/**
 * Which object each Gaussian belongs to: the truth of all views, lifted by blend weights as a
 * teacher's features are (METHOD section 3). What belongs to no object for the most part has none.
 */
final class LiftedTruth {
  /** Views that are lifted at most, evenly spread. */
  private static final int VIEWS = 24;

  /** Share of a Gaussian's weight that an object must have. */
  private static final float LEAST = 0.3f;

  private LiftedTruth() {}

  /**
   * Id of the object per Gaussian of the scene, 0 = none.
   *
   * @param labels the objects
   * @param device lifts; a set of its own is made for it and closed
   */
  static int[] of(TrainedScene scene, List<Label> labels, GpuDevice device) {
    GaussianBatch gaussians = withFeatures(scene.input().snapshot().gaussians(), labels.size());
    try (GaussianSet set = device.allocate(gaussians.layout(), gaussians.count())) {
      device.append(set, gaussians);
      List<TruthView> views = scene.views();
      int count = Math.min(VIEWS, views.size());
      for (int i = 0; i < count; i++) {
        TruthView view = views.get(i * views.size() / count);
        device.lift(set, view.camera(), oneHot(view, labels));
      }
      return strongest(device.snapshot(set).gaussians(), labels);
    }
  }

  private static GaussianBatch withFeatures(GaussianBatch from, int features) {
    GaussianLayout layout = new GaussianLayout(from.layout().shDegree(), features);
    GaussianBatch to = GaussianBatch.zeros(layout, from.count());
    for (int plane = 0; plane < layout.featureOffset(); plane++) {
      System.arraycopy(from.planes()[plane], 0, to.planes()[plane], 0, from.count());
    }
    return to;
  }

  private static FeatureMap oneHot(TruthView view, List<Label> labels) {
    int pixels = view.camera().width() * view.camera().height();
    float[] planes = new float[labels.size() * pixels];
    int[] truth = view.truth().values();
    for (int label = 0; label < labels.size(); label++) {
      int id = labels.get(label).id();
      for (int p = 0; p < pixels; p++) {
        planes[label * pixels + p] = truth[p] == id ? 1 : 0;
      }
    }
    return new FeatureMap(view.camera().width(), view.camera().height(), labels.size(), planes);
  }

  private static int[] strongest(GaussianBatch lifted, List<Label> labels) {
    int[] ids = new int[lifted.count()];
    for (int i = 0; i < ids.length; i++) {
      float most = LEAST;
      for (int label = 0; label < labels.size(); label++) {
        float share = lifted.planes()[lifted.layout().featureOffset() + label][i];
        if (share > most) {
          most = share;
          ids[i] = labels.get(label).id();
        }
      }
    }
    return ids;
  }
}
