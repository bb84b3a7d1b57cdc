package io.splatlas.ops.study;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.cluster.IdDistillation;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.FieldProjections;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.refine.Bootstrap;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.actors.refine.TeachingView;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A trained scene with a semantic field that a study lifts, clusters and refines as it likes. */
public final class StudyScene implements AutoCloseable {
  private static final int MOST_GAUSSIANS = 10_000_000;

  private final GpuDevice device;
  private final StudyCapture capture;
  private final Teacher teacher;
  private final FeatureProjection projection;
  private final List<TeachingView> views;
  private final GaussianSet set;

  private StudyScene(
      GpuDevice device,
      StudyCapture capture,
      Teacher teacher,
      FeatureProjection projection,
      List<TeachingView> views,
      GaussianSet set) {
    this.device = device;
    this.capture = capture;
    this.teacher = teacher;
    this.projection = projection;
    this.views = views;
    this.set = set;
  }

  /**
   * Loads the Gaussians of a scene and lets a teacher describe the training frames.
   *
   * @param device used by nobody else meanwhile
   * @param ply as a scene is exported
   * @param channels of a Gaussian at most
   */
  public static StudyScene load(
      GpuDevice device, StudyCapture capture, Path ply, Teacher teacher, int channels)
      throws IOException {
    List<TeachingView> views = new ArrayList<>();
    for (CaptureFrame frame : capture.training()) {
      RgbImage photograph = capture.photograph(frame);
      FeatureMap map = teacher.describe(photograph.width(), photograph.height(), photograph.rgb());
      views.add(new TeachingView(capture.camera(frame), photograph.rgb(), map));
    }
    FeatureProjection projection =
        FieldProjections.fit(views.stream().map(TeachingView::teacher).toList(), channels);
    GaussianBatch batch = withField(ply, projection.channels());
    GaussianSet set = device.allocate(batch.layout(), batch.count());
    device.append(set, batch);
    return new StudyScene(device, capture, teacher, projection, views, set);
  }

  private static GaussianBatch withField(Path ply, int channels) throws IOException {
    try (InputStream in = Files.newInputStream(ply)) {
      GaussianBatch read = GaussianPly.read(in, MOST_GAUSSIANS).gaussians();
      GaussianLayout layout = new GaussianLayout(read.layout().shDegree(), channels);
      float[][] planes = new float[layout.planes()][read.count()];
      System.arraycopy(read.planes(), 0, planes, 0, read.layout().planes());
      return new GaussianBatch(layout, read.count(), planes);
    }
  }

  /** The capture it is of. */
  public StudyCapture capture() {
    return capture;
  }

  /** Forgets the field and lifts all training frames. */
  public void lift() {
    device.clearLifting(set);
    for (TeachingView view : views) {
      device.lift(set, view.camera(), projection.project(view.teacher()));
    }
  }

  /** Finds instances and brings their ids, from 1, to the Gaussians. */
  public ClusteringResult cluster(InstanceFinder finder) {
    GaussianSnapshot snapshot = device.snapshot(set);
    List<Camera> cameras = views.stream().map(TeachingView::camera).toList();
    ClusteringResult result = finder.find(new ClusteringInput(snapshot, cameras));
    assign(snapshot, result);
    return result;
  }

  /** Distils clusters through the photographs, as a server does with those that it waits for. */
  public void distil(ClusteringResult found) {
    GaussianSnapshot snapshot = device.snapshot(set);
    List<IdDistillation.Photograph> photographs =
        IdDistillation.drawn(views.size()).stream()
            .map(views::get)
            .map(view -> new IdDistillation.Photograph(view.camera(), view.rgb()))
            .toList();
    assign(
        snapshot,
        new IdDistillation(snapshot, found, photographs, Parallel.sequential()).run(device));
  }

  private void assign(GaussianSnapshot snapshot, ClusteringResult clusters) {
    int[] ids = clusters.labels().clone();
    for (int i = 0; i < ids.length; i++) {
      ids[i]++;
    }
    device.assignInstances(set, snapshot.identities(), ids);
  }

  /** Refines the field after a clustering of a plan. */
  public FieldReport refine(RefinementSettings settings, RefinementPlan plan, int round)
      throws IOException {
    return new Bootstrap(device, settings, plan, teacher, projection).refine(set, views, round);
  }

  /** Renders a view. */
  public RenderedView render(Camera camera, RenderOptions options) {
    return device.render(set, camera, options);
  }

  /** The Gaussians as they are now. */
  public GaussianSnapshot snapshot() {
    return device.snapshot(set);
  }

  /** Bytes of device memory that its Gaussians take. */
  public long bytes() {
    return set.bytes();
  }

  @Override
  public void close() {
    set.close();
  }
}
