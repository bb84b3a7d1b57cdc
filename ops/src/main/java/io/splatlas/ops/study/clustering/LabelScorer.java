package io.splatlas.ops.study.clustering;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.eval.PosedIds;
import io.splatlas.ops.eval.SegmentationEvaluation;
import io.splatlas.ops.eval.SegmentationScore;
import io.splatlas.ops.eval.ViewConsistency;
import io.splatlas.ops.picture.IntImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores clusterings of one scene as {@code eval} scores a server's instances (METHOD section 9),
 * without a server: clusters become ids, ids are rendered into every view that has truth.
 */
public final class LabelScorer implements AutoCloseable {
  /** Training views that say which id stands for which object; more cost time and say the same. */
  private static final int MATCHING_VIEWS = 24;

  private final TrainedScene scene;
  private final List<TruthView> views;
  private final GpuDevice device;
  private final GaussianSet set;

  /**
   * @param device renders the ids; it is not closed here
   */
  public LabelScorer(TrainedScene scene, GpuDevice device) {
    this.scene = scene;
    this.views = chosen(scene.views());
    this.device = device;
    GaussianSnapshot snapshot = scene.input().snapshot();
    GaussianBatch gaussians = snapshot.gaussians();
    set = device.allocate(gaussians.layout(), Math.max(1, gaussians.count()));
    device.restore(set, snapshot);
  }

  /** All held-out views and some training views, evenly spread. */
  private static List<TruthView> chosen(List<TruthView> all) {
    List<TruthView> chosen = new ArrayList<>(all.stream().filter(TruthView::heldOut).toList());
    List<TruthView> training = all.stream().filter(view -> !view.heldOut()).toList();
    int count = Math.min(MATCHING_VIEWS, training.size());
    for (int i = 0; i < count; i++) {
      chosen.add(training.get(i * training.size() / count));
    }
    return chosen;
  }

  /** Scores clusters; cluster {@code c} is instance {@code c + 1}. */
  public LabelScore score(ClusteringResult clusters) {
    assign(clusters.labels());
    SegmentationEvaluation evaluation = new SegmentationEvaluation();
    List<PosedIds> heldOut = new ArrayList<>();
    for (TruthView view : views) {
      RenderedView render =
          device.render(
              set,
              view.camera(),
              view.heldOut()
                  ? RenderOptions.of(Layer.IDS, Layer.DEPTH)
                  : RenderOptions.of(Layer.IDS));
      IntImage ids = new IntImage(render.width(), render.height(), required(render.ids()));
      if (view.heldOut()) {
        evaluation.addTest(ids, view.truth());
        heldOut.add(view.with(ids, required(render.depth())));
      } else {
        evaluation.addTraining(ids, view.truth());
      }
    }
    SegmentationScore score =
        evaluation
            .score()
            .orElseThrow(() -> new IllegalStateException("no object is seen in held-out views"));
    return new LabelScore(
        score, ViewConsistency.DEFAULT.of(heldOut).orElse(Double.NaN), clusters.clusters());
  }

  private void assign(int[] labels) {
    int[] instances = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      instances[i] = labels[i] + 1;
    }
    device.assignInstances(set, scene.input().snapshot().identities(), instances);
  }

  static <T> T required(@Nullable T layer) {
    if (layer == null) {
      throw new IllegalStateException("the device left a layer out that was asked for");
    }
    return layer;
  }

  @Override
  public void close() {
    set.close();
  }
}
