package io.splatlas.ops.study.clustering;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.ClusteringTrace;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One clustering of one scene, step by step: how much of each object the best segment has after
 * every step, and whether what was joined belongs together.
 */
public final class StageStudy {
  /**
   * A step.
   *
   * @param name of it
   * @param iou of each object seen in held-out views with the segment that fits it best, by id
   */
  public record Stage(String name, SortedMap<Integer, Double> iou) {
    /** Mean over the objects. */
    public double mean() {
      return iou.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
  }

  /**
   * A join.
   *
   * @param join what was joined and why
   * @param from id of the object that most of the smaller one is of, 0 = none
   * @param into the same of the other
   */
  public record Judged(ClusteringTrace.Join join, int from, int into) {
    /** Whether both are of one object. */
    public boolean right() {
      return from == into;
    }
  }

  /** What was found. */
  public record Report(List<Stage> stages, List<Judged> joins) {}

  private final GpuDevice device;
  private final Parallel parallel;

  /**
   * @param device renders ids and lifts truth
   * @param parallel clusters
   */
  public StageStudy(GpuDevice device, Parallel parallel) {
    this.device = device;
    this.parallel = parallel;
  }

  /**
   * Clusters a scene and looks at every step.
   *
   * @param labels the objects of the capture
   */
  public Report run(TrainedScene scene, List<Label> labels, ClusteringSettings settings) {
    Recorder recorder = new Recorder();
    new UnionSpaceFinder(settings, parallel).find(scene.input(), recorder);
    int[] truth = LiftedTruth.of(scene, labels, device);
    List<Judged> joins = new ArrayList<>();
    for (ClusteringTrace.Join join : recorder.joins) {
      joins.add(new Judged(join, majority(join.from(), truth), majority(join.into(), truth)));
    }
    return new Report(stages(scene, recorder.stages), joins);
  }

  private List<Stage> stages(TrainedScene scene, Map<String, int[]> labels) {
    GaussianSnapshot snapshot = scene.input().snapshot();
    List<Stage> stages = new ArrayList<>();
    try (GaussianSet set =
        device.allocate(snapshot.gaussians().layout(), Math.max(1, snapshot.count()))) {
      device.restore(set, snapshot);
      labels.forEach(
          (name, segments) -> {
            int[] instances = new int[segments.length];
            for (int i = 0; i < segments.length; i++) {
              instances[i] = Math.max(0, segments[i] + 1);
            }
            device.assignInstances(set, snapshot.identities(), instances);
            stages.add(new Stage(name, best(scene, set)));
          });
    }
    return stages;
  }

  /** The overlap of each object with the segment that has most of it. */
  private SortedMap<Integer, Double> best(TrainedScene scene, GaussianSet set) {
    Map<Integer, Map<Integer, Integer>> both = new TreeMap<>();
    Map<Integer, Integer> ofSegment = new HashMap<>();
    Map<Integer, Integer> ofObject = new HashMap<>();
    for (TruthView view : scene.views()) {
      if (view.heldOut()) {
        RenderedView render = device.render(set, view.camera(), RenderOptions.of(Layer.IDS));
        count(render, view, both, ofSegment, ofObject);
      }
    }
    SortedMap<Integer, Double> best = new TreeMap<>();
    both.forEach(
        (object, segments) -> {
          double most = 0;
          for (Map.Entry<Integer, Integer> segment : segments.entrySet()) {
            int shared = segment.getValue();
            int union =
                ofSegment.getOrDefault(segment.getKey(), 0)
                    + ofObject.getOrDefault(object, 0)
                    - shared;
            most = segment.getKey() == 0 ? most : Math.max(most, shared / (double) union);
          }
          best.put(object, most);
        });
    return best;
  }

  private static void count(
      RenderedView render,
      TruthView view,
      Map<Integer, Map<Integer, Integer>> both,
      Map<Integer, Integer> ofSegment,
      Map<Integer, Integer> ofObject) {
    int[] ids = LabelScorer.required(render.ids());
    int[] truth = view.truth().values();
    for (int p = 0; p < truth.length; p++) {
      if (truth[p] != 0) {
        both.computeIfAbsent(truth[p], k -> new TreeMap<>()).merge(ids[p], 1, Integer::sum);
        ofSegment.merge(ids[p], 1, Integer::sum);
        ofObject.merge(truth[p], 1, Integer::sum);
      }
    }
  }

  private static int majority(int[] rows, int[] truth) {
    Map<Integer, Integer> votes = new TreeMap<>();
    for (int row : rows) {
      votes.merge(truth[row], 1, Integer::sum);
    }
    return votes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private static final class Recorder implements ClusteringTrace {
    private final Map<String, int[]> stages = new LinkedHashMap<>();
    private final List<Join> joins = new ArrayList<>();

    @Override
    public void stage(String name, Supplier<int[]> labels) {
      stages.put(name, labels.get());
    }

    @Override
    public void joined(Supplier<Join> join) {
      joins.add(join.get());
    }
  }
}
