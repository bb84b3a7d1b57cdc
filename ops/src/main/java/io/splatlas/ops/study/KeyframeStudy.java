package io.splatlas.ops.study;

import io.splatlas.actors.distill.DistillSettings;
import io.splatlas.actors.distill.KeyframeSelector;
import io.splatlas.actors.train.SceneExtent;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which frames of a capture the teacher is asked about, and how much of what all frames see those
 * show. Nothing is trained: surfaces are where depth images say they are.
 */
public final class KeyframeStudy {
  private static final GaussianLayout POINTS = new GaussianLayout(0, 0);
  private static final int COLUMNS = 16;
  private static final int ROWS = 12;

  /** What is seen from more than this aside shows another side of itself: cosine of 30 degrees. */
  private static final double SAME_SIDE = Math.cos(Math.toRadians(30));

  /** A surface that is so much further away than what depth says is hidden. */
  private static final double HIDDEN = 1.05;

  /**
   * What was chosen.
   *
   * @param frames that were offered
   * @param keyframes of them
   * @param coverage share, 0..1, of the surface points of all frames that a keyframe sees from
   *     within 30 degrees of the same direction
   */
  public record Outcome(int frames, int keyframes, double coverage) {}

  /** A frame's camera, its depth in metres (0 = unknown) and points on what it sees. */
  private record Look(Camera camera, float[] depth, List<double[]> points) {}

  private KeyframeStudy() {}

  /**
   * Offers the training frames of a capture in their order.
   *
   * @throws IOException when a depth image cannot be read, or there is none
   */
  public static Outcome run(StudyCapture capture, DistillSettings settings) throws IOException {
    KeyframeSelector selector = new KeyframeSelector(settings);
    SceneExtent extent = new SceneExtent();
    List<Look> all = new ArrayList<>();
    List<Look> keyframes = new ArrayList<>();
    for (CaptureFrame frame : capture.training()) {
      Look look = look(capture, frame);
      all.add(look);
      extent.add(look.camera(), batch(look.points()));
      if (selector.offer(look.camera(), extent.metres())) {
        keyframes.add(look);
      }
    }
    return new Outcome(all.size(), keyframes.size(), coverage(all, keyframes));
  }

  private static Look look(StudyCapture capture, CaptureFrame frame) throws IOException {
    Camera camera = capture.camera(frame);
    IntImage raw =
        capture
            .preparer()
            .depth(frame)
            .orElseThrow(() -> new IOException(frame.name() + " has no depth image"));
    double unit = frame.depth().orElseThrow().metresPerUnit();
    float[] depth = new float[raw.values().length];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = (float) (raw.values()[i] * unit);
    }
    List<double[]> points = new ArrayList<>();
    for (int sample = 0; sample < COLUMNS * ROWS; sample++) {
      int column = sample % COLUMNS;
      int row = sample / COLUMNS;
      int x = (int) ((column + 0.5) / COLUMNS * camera.width());
      int y = (int) ((row + 0.5) / ROWS * camera.height());
      double metres = depth[y * camera.width() + x];
      if (metres > 0) {
        points.add(unproject(camera, x + 0.5, y + 0.5, metres));
      }
    }
    return new Look(camera, depth, points);
  }

  private static double[] unproject(Camera camera, double x, double y, double metres) {
    double[] local = {
      (x - camera.cx()) / camera.fx() * metres, (y - camera.cy()) / camera.fy() * metres, metres
    };
    double[] eye = camera.centre();
    double[] w = camera.worldToCamera();
    double[] point = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      point[axis] =
          eye[axis] + local[0] * w[axis] + local[1] * w[4 + axis] + local[2] * w[8 + axis];
    }
    return point;
  }

  private static GaussianBatch batch(List<double[]> points) {
    GaussianBatch batch = GaussianBatch.zeros(POINTS, points.size());
    for (int i = 0; i < points.size(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        batch.planes()[GaussianLayout.POSITION + axis][i] = (float) points.get(i)[axis];
      }
    }
    return batch;
  }

  private static double coverage(List<Look> all, List<Look> keyframes) {
    long covered = 0;
    long points = 0;
    for (Look look : all) {
      double[] eye = look.camera().centre();
      for (double[] point : look.points()) {
        points++;
        covered += keyframes.stream().anyMatch(by -> shows(by, point, eye)) ? 1 : 0;
      }
    }
    return points == 0 ? 0 : covered / (double) points;
  }

  private static boolean shows(Look by, double[] point, double[] eye) {
    Camera camera = by.camera();
    double[] w = camera.worldToCamera();
    double[] local = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      local[axis] =
          w[4 * axis] * point[0]
              + w[4 * axis + 1] * point[1]
              + w[4 * axis + 2] * point[2]
              + w[4 * axis + 3];
    }
    if (local[2] <= 0) {
      return false;
    }
    double x = camera.fx() * local[0] / local[2] + camera.cx();
    double y = camera.fy() * local[1] / local[2] + camera.cy();
    if (!(x >= 0 && x < camera.width() && y >= 0 && y < camera.height())) {
      return false;
    }
    int column = (int) x;
    int row = (int) y;
    float metres = by.depth()[row * camera.width() + column];
    boolean hidden = metres > 0 && local[2] > HIDDEN * metres;
    return !hidden && sameSide(point, eye, camera.centre());
  }

  private static boolean sameSide(double[] point, double[] a, double[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int axis = 0; axis < 3; axis++) {
      double da = a[axis] - point[axis];
      double db = b[axis] - point[axis];
      dot += da * db;
      aa += da * da;
      bb += db * db;
    }
    return dot >= SAME_SIDE * Math.sqrt(aa * bb);
  }
}
