package io.splatlas.actors.distill;

import io.splatlas.gpu.Camera;
import java.util.ArrayList;
import java.util.List;

/**
 * What of space has been seen by some cameras, and how much of what another one sees is new. Space
 * is sampled: points along rays of a coarse grid of the camera asked about, as near and as far as
 * things of the scene may be. No geometry is needed, so it can be asked of a frame that training
 * has just taken up. Not thread-safe.
 */
public final class ViewCoverage {
  private static final int COLUMNS = 8;
  private static final int ROWS = 6;

  /** Distances of samples, in extents of the scene. */
  private static final double[] DISTANCES = {0.25, 0.5, 1};

  /** What is seen from more than this aside shows another side of itself: cosine of 45 degrees. */
  private static final double SAME_SIDE = Math.cos(Math.toRadians(45));

  private final List<Camera> cameras = new ArrayList<>();

  /** Counts what a camera sees as seen. */
  void see(Camera camera) {
    cameras.add(camera);
  }

  /**
   * How much of what a camera sees was not seen before.
   *
   * @param others that count as having seen, beside those told of by {@link #see}
   * @param extent of the scene, metres, above 0
   * @return 0 = all was seen from about there, 1 = nothing was
   */
  double novelty(Camera camera, List<Camera> others, double extent) {
    double[] eye = camera.centre();
    int fresh = 0;
    for (int sample = 0; sample < COLUMNS * ROWS * DISTANCES.length; sample++) {
      double distance = extent * DISTANCES[sample % DISTANCES.length];
      int ray = sample / DISTANCES.length;
      double[] point = point(camera, ray % COLUMNS, ray / COLUMNS, distance);
      if (!isSeen(point, eye, cameras) && !isSeen(point, eye, others)) {
        fresh++;
      }
    }
    return fresh / (double) (COLUMNS * ROWS * DISTANCES.length);
  }

  /** The point a ray of the grid meets at a distance from the eye. */
  private static double[] point(Camera camera, int column, int row, double distance) {
    double u = (column + 0.5) / COLUMNS * camera.width();
    double v = (row + 0.5) / ROWS * camera.height();
    double x = (u - camera.cx()) / camera.fx();
    double y = (v - camera.cy()) / camera.fy();
    return camera.pointAt(u, v, distance / Math.sqrt(x * x + y * y + 1));
  }

  /** Newest first: what a camera sees its neighbours in the stream have mostly seen. */
  private static boolean isSeen(double[] point, double[] eye, List<Camera> by) {
    for (Camera camera : by.reversed()) {
      if (camera.sees(point).isPresent() && sameSide(point, eye, camera.centre(), SAME_SIDE)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether two eyes see a point from about the same side.
   *
   * @param cosine of the largest angle between their directions
   */
  public static boolean sameSide(double[] point, double[] a, double[] b, double cosine) {
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
    return dot >= cosine * Math.sqrt(aa * bb);
  }
}
