package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conventions proved by geometry: a wrong axis, a wrong inverse or a wrong unit breaks these by
 * far.
 */
class CaptureGeometryTest {

  // The rest is occluded; on the shelf the gripper moves with the camera, and the sensor is noisy.
  @ParameterizedTest
  @CsvSource({"desk,0.9,0.005", "table,0.9,0.005", "kitchen,0.9,0.005", "shelf,0.7,0.02"})
  void shouldFindTheSameSurfaceFromTwoViews(String name, double least, double median)
      throws IOException {
    Capture capture = DevelopmentData.capture(name);
    var loader = new FramePreparer(FramePreparer.FULL_SIZE);
    int compared = 0;
    int agreeing = 0;
    var errors = new ArrayList<Double>();
    for (int i = 0; i + 1 < capture.frames().size(); i += 5) {
      CaptureFrame a = capture.frames().get(i);
      CaptureFrame b = capture.frames().get(i + 1);
      IntImage depthA = loader.depth(a).orElseThrow();
      IntImage depthB = loader.depth(b).orElseThrow();
      for (int y = 2; y < depthA.height(); y += 5) {
        for (int x = 2; x < depthA.width(); x += 5) {
          double error = depthError(a, depthA, x, y, b, depthB);
          if (!Double.isNaN(error)) {
            compared++;
            agreeing += Math.abs(error) < 0.02 ? 1 : 0;
            errors.add(Math.abs(error));
          }
        }
      }
    }
    errors.sort(null);
    double share = (double) agreeing / compared;
    double middle = errors.get(errors.size() / 2);
    assertTrue(share > least, () -> name + ": only " + share + " of the pixels agree");
    assertTrue(middle < median, () -> name + ": median relative depth error " + middle);
  }

  @ParameterizedTest
  @CsvSource({"desk", "table", "kitchen"})
  void shouldPutSparsePointsOnSurfacesThatDepthSees(String name) throws IOException {
    Capture capture = DevelopmentData.capture(name);
    SparsePoints points = capture.points().orElseThrow();
    CaptureFrame frame = capture.frames().get(0);
    IntImage depth = new FramePreparer(FramePreparer.FULL_SIZE).depth(frame).orElseThrow();
    int seen = 0;
    int onSurface = 0;
    for (int i = 0; i < points.count(); i++) {
      double[] world = {points.xyz()[3 * i], points.xyz()[3 * i + 1], points.xyz()[3 * i + 2]};
      double error = depthError(world, frame, depth);
      if (!Double.isNaN(error)) {
        seen++;
        onSurface += Math.abs(error) < 0.02 ? 1 : 0;
      }
    }
    double share = (double) onSurface / seen;
    assertTrue(share > 0.4, () -> name + ": " + share);
  }

  @Test
  void shouldProjectColmapPointsInFrontOfAndInsideItsImages() throws IOException {
    Capture capture = DevelopmentData.capture("fox_colmap");
    SparsePoints points = capture.points().orElseThrow();
    List<CaptureFrame> frames = capture.frames();
    int[] views = new int[points.count()];
    for (CaptureFrame frame : frames) {
      for (int i = 0; i < points.count(); i++) {
        double[] world = {points.xyz()[3 * i], points.xyz()[3 * i + 1], points.xyz()[3 * i + 2]};
        views[i] += inside(world, frame) ? 1 : 0;
      }
    }
    int triangulated = 0;
    for (int count : views) {
      triangulated += count >= 2 ? 1 : 0;
    }
    double share = (double) triangulated / points.count();
    assertTrue(share > 0.99, () -> "only " + share + " of the points are seen by two images");
  }

  private static boolean inside(double[] world, CaptureFrame frame) {
    double[] uv = new double[2];
    double[] camera = toCamera(world, frame.cameraToWorld());
    return frame.intrinsics().project(camera[0], camera[1], camera[2], uv)
        && uv[0] >= 0
        && uv[1] >= 0
        && uv[0] < frame.intrinsics().width()
        && uv[1] < frame.intrinsics().height();
  }

  private static double depthError(
      CaptureFrame a, IntImage depthA, int x, int y, CaptureFrame b, IntImage depthB) {
    double z = depthA.at(x, y) * a.depth().orElseThrow().metresPerUnit();
    if (z == 0) {
      return Double.NaN;
    }
    CameraIntrinsics k = a.intrinsics();
    double cx = (x + 0.5 - k.cx()) / k.fx() * z;
    double cy = (y + 0.5 - k.cy()) / k.fy() * z;
    double[] m = a.cameraToWorld();
    double[] world = new double[3];
    for (int row = 0; row < 3; row++) {
      world[row] = m[4 * row] * cx + m[4 * row + 1] * cy + m[4 * row + 2] * z + m[4 * row + 3];
    }
    return depthError(world, b, depthB);
  }

  private static double depthError(double[] world, CaptureFrame frame, IntImage depth) {
    if (!inside(world, frame)) {
      return Double.NaN;
    }
    double[] uv = new double[2];
    double[] camera = toCamera(world, frame.cameraToWorld());
    frame.intrinsics().project(camera[0], camera[1], camera[2], uv);
    int raw = depth.at((int) uv[0], (int) uv[1]);
    return raw == 0
        ? Double.NaN
        : raw * frame.depth().orElseThrow().metresPerUnit() / camera[2] - 1;
  }

  private static double[] toCamera(double[] world, double[] m) {
    double[] out = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        out[row] += m[4 * k + row] * (world[k] - m[4 * k + 3]);
      }
    }
    return out;
  }
}
