package io.splatlas.ops.study;

import io.splatlas.actors.distill.DistillSettings;
import io.splatlas.actors.distill.KeyframeSelector;
import io.splatlas.actors.distill.ViewCoverage;
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
        points.add(camera.pointAt(x + 0.5, y + 0.5, metres));
      }
    }
    return new Look(camera, depth, points);
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
    return by.camera().sees(point).filter(at -> !isHidden(by, at)).isPresent()
        && ViewCoverage.sameSide(point, eye, by.camera().centre(), SAME_SIDE);
  }

  private static boolean isHidden(Look by, Camera.Sighting at) {
    int column = (int) at.u();
    int row = (int) at.v();
    float metres = by.depth()[row * by.camera().width() + column];
    return metres > 0 && at.depth() > HIDDEN * metres;
  }
}
