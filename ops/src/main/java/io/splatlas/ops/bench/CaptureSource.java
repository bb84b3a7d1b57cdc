package io.splatlas.ops.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.bench.BenchmarkSource;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.DatasetException;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.SparsePoints;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture as something to time: Gaussians from its points, its training photographs. Lens
 * distortion is not undone, as that changes no cost.
 */
public final class CaptureSource implements BenchmarkSource {
  private final String name;
  private final SparsePoints points;
  private final List<ViewData> views;

  private CaptureSource(String name, SparsePoints points, List<ViewData> views) {
    this.name = name;
    this.points = points;
    this.views = views;
  }

  /**
   * Loads a capture.
   *
   * @param folder of the capture, for messages
   * @param width wider photographs are scaled down to it, pixels
   * @throws DatasetException when it has no points
   */
  public static CaptureSource load(Capture capture, Path folder, int width) throws IOException {
    SparsePoints points =
        capture
            .points()
            .filter(found -> found.count() > 0)
            .orElseThrow(
                () ->
                    new DatasetException(
                        folder,
                        "",
                        "has no points to begin with; name a COLMAP folder or one with points3D.ply"));
    FramePreparer preparer = new FramePreparer(width);
    List<ViewData> views = new ArrayList<>();
    for (CaptureFrame frame : capture.frames(Split.TRAIN)) {
      CameraIntrinsics c = preparer.intrinsics(frame);
      Camera camera =
          Camera.fromCameraToWorld(
              c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy(), frame.cameraToWorld());
      views.add(new ViewData(camera, preparer.colour(frame).rgb(), null, null));
    }
    return new CaptureSource(capture.name(), points, views);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public GaussianBatch gaussians(GaussianLayout layout, int count) {
    return PointGaussians.of(points, layout, count);
  }

  @Override
  public List<ViewData> views(double scale) {
    return views.stream().map(view -> scaled(view, scale)).toList();
  }

  private static ViewData scaled(ViewData view, double scale) {
    Camera camera = view.camera().scaled(scale);
    RgbImage image = new RgbImage(view.camera().width(), view.camera().height(), view.rgb());
    return new ViewData(
        camera, Resampling.areaAverage(image, camera.width(), camera.height()).rgb(), null, null);
  }
}
