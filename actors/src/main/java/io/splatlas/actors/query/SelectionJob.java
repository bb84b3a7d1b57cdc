package io.splatlas.actors.query;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.Pick;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Selects instances by what a device renders, or by where their Gaussians are. One slice. */
final class SelectionJob {
  /** Less opacity than this is nothing to select. */
  private static final float SEEN = 0.5f;

  private static final byte SELECTED = (byte) 255;

  private record Found(List<SceneSelection.Hit> hits, double @Nullable [] point) {}

  private final SceneModel model;
  private final Pick pick;
  private final @Nullable Camera maskView;

  private SelectionJob(SceneModel model, Pick pick, @Nullable Camera maskView) {
    this.model = model;
    this.pick = pick;
    this.maskView = maskView;
  }

  /**
   * A job that fails with a {@code SceneProblem} NOT_READY while there are no Gaussians.
   *
   * @param maskView where a mask is wanted from, null for none
   */
  static GpuJob<SceneSelection> of(SceneModel model, Pick pick, @Nullable Camera maskView) {
    SelectionJob job = new SelectionJob(model, pick, maskView);
    return GpuJob.once(job::run);
  }

  private SceneSelection run(GpuSlice slice) {
    if (model.set().count() == 0) {
      throw new SceneProblem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet");
    }
    Found found =
        switch (pick) {
          case Pick.Pixel pixel -> seenAt(slice, pixel.camera(), pixel.x(), pixel.y());
          case Pick.Ray ray -> seenAt(slice, RayView.of(ray), RayView.SIDE / 2, RayView.SIDE / 2);
          case Pick.Region region -> inside(slice.device().snapshot(model.set()), region);
        };
    return new SceneSelection(
        found.hits(),
        found.point(),
        maskView == null ? null : mask(slice, maskView, found.hits()),
        model.revision(),
        model.iterations());
  }

  private Found seenAt(GpuSlice slice, Camera camera, int x, int y) {
    RenderedView view =
        model.render(slice.device(), camera, RenderOptions.of(Layer.IDS, Layer.DEPTH, Layer.ALPHA));
    int at = y * camera.width() + x;
    float depth = Objects.requireNonNull(view.depth(), "depth")[at];
    if (Objects.requireNonNull(view.alpha(), "alpha")[at] < SEEN || !(depth > 0)) {
      return new Found(List.of(), null);
    }
    int id = Objects.requireNonNull(view.ids(), "ids")[at];
    List<SceneSelection.Hit> hits =
        model.instances().stream()
            .filter(instance -> instance.id() == id)
            .map(instance -> new SceneSelection.Hit(instance, instance.gaussians()))
            .toList();
    return new Found(hits, camera.pointAt(x + 0.5, y + 0.5, depth));
  }

  private Found inside(GaussianSnapshot snapshot, Pick.Region region) {
    Map<Integer, int[]> counts = new HashMap<>();
    float[][] planes = snapshot.gaussians().planes();
    for (int i = 0; i < snapshot.count(); i++) {
      int id = snapshot.instances()[i];
      if (id != 0) {
        int[] count = counts.computeIfAbsent(id, first -> new int[2]);
        count[0]++;
        count[1] += contains(region, planes, i) ? 1 : 0;
      }
    }
    List<SceneSelection.Hit> hits = new ArrayList<>();
    for (Instance instance : model.instances()) {
      int[] count = counts.get(instance.id());
      if (count != null && count[1] > 0 && count[1] >= region.minShare() * count[0]) {
        hits.add(new SceneSelection.Hit(instance, count[1]));
      }
    }
    hits.sort(Comparator.comparingInt(SceneSelection.Hit::gaussians).reversed());
    return new Found(hits, null);
  }

  private static boolean contains(Pick.Region region, float[][] planes, int i) {
    for (int axis = 0; axis < 3; axis++) {
      float value = planes[GaussianLayout.POSITION + axis][i];
      if (value < region.min()[axis] || value > region.max()[axis]) {
        return false;
      }
    }
    return true;
  }

  private SceneSelection.Mask mask(GpuSlice slice, Camera camera, List<SceneSelection.Hit> hits) {
    byte[] values = new byte[camera.width() * camera.height()];
    Set<Integer> wanted = hits.stream().map(hit -> hit.instance().id()).collect(Collectors.toSet());
    if (!wanted.isEmpty()) {
      RenderedView view = model.render(slice.device(), camera, RenderOptions.of(Layer.IDS));
      int[] ids = Objects.requireNonNull(view.ids(), "ids");
      for (int i = 0; i < ids.length; i++) {
        values[i] = ids[i] != 0 && wanted.contains(ids[i]) ? SELECTED : 0;
      }
    }
    return new SceneSelection.Mask(camera.width(), camera.height(), values);
  }
}
