package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import java.util.Arrays;

/** What is known of a view's depths before stereo, as inverse depths; collects and sums up. */
final class DepthRange {
  /** Fewer known depths say nothing. */
  private static final int ENOUGH = 12;

  private float[] inverse = new float[256];
  private int count;
  private boolean sorted;

  void add(double inverseDepth) {
    if (inverseDepth > 0 && Double.isFinite(inverseDepth)) {
      if (count == inverse.length) {
        inverse = Arrays.copyOf(inverse, 2 * count);
      }
      inverse[count++] = (float) inverseDepth;
      sorted = false;
    }
  }

  boolean known() {
    return count >= ENOUGH;
  }

  /** The inverse depth below which this share lies; something must be known. */
  double quantile(double share) {
    if (!sorted) {
      Arrays.sort(inverse, 0, count);
      sorted = true;
    }
    return inverse[(int) Math.round(share * (count - 1))];
  }

  /** Every known depth, metres. */
  float[] depths() {
    float[] depths = new float[count];
    for (int i = 0; i < count; i++) {
      depths[i] = 1 / inverse[i];
    }
    return depths;
  }

  /**
   * Adds what stereo found in another view, seen from this one.
   *
   * @param step only every so many pixels
   */
  void addProjected(StereoView from, ViewGeometry to, int step) {
    StereoDepth depth = from.depth;
    if (depth == null) {
      return;
    }
    ViewGeometry geometry = from.fine.geometry;
    double[] world = new double[3];
    double[] seen = new double[3];
    for (int p = step / 2; p < depth.inverse().length; p += step) {
      if (depth.confidence()[p] >= StereoFilter.TRUSTED) {
        geometry.backProject(from.fine.u(p), from.fine.v(p), 1 / depth.inverse()[p], world);
        to.project(world[0], world[1], world[2], seen);
        if (seen[2] > 0 && to.inside(seen[0], seen[1])) {
          add(1 / seen[2]);
        }
      }
    }
  }
}
