package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import java.util.List;

/**
 * Judges stereo depth: small islands are speckles; what earlier views found must not contradict it
 * (seen behind it where it would hide that), and what they confirm is trusted more.
 */
final class StereoFilter {
  /** Confidence from which depth is used as if it were measured. */
  static final float TRUSTED = 0.35f;

  /** Islands of fewer pixels are speckles. */
  private static final int MIN_ISLAND = 24;

  /** Neighbours whose inverse depths differ by more than this share are not one surface. */
  private static final float SAME_SURFACE = 0.04f;

  /** Inverse depths that differ by less than this share, or one and a half coarse planes, agree. */
  private static final float AGREE = 0.03f;

  private StereoFilter() {}

  /** Forgets the depth of speckles. */
  static void removeSpeckles(float[] inverse, int width, int height) {
    new PixelIslands(width, height)
        .forEach(
            p -> inverse[p] > 0,
            (p, q) -> Math.abs(inverse[q] - inverse[p]) <= SAME_SURFACE * inverse[p],
            (pixels, size) -> {
              for (int k = 0; k < size && size < MIN_ISLAND; k++) {
                inverse[pixels[k]] = 0;
              }
            });
  }

  /** Raises the confidence of what other views confirm, takes it from what they contradict. */
  static void compare(StereoView view, StereoDepth found, List<StereoView> others) {
    int n = found.inverse().length;
    int[] votes = new int[n];
    for (StereoView other : others) {
      if (other.depth != null) {
        vote(view, found, other, other.depth, votes);
      }
    }
    float[] confidence = found.confidence();
    for (int p = 0; p < n; p++) {
      if (votes[p] > 0) {
        confidence[p] = Math.min(1, confidence[p] + 0.25f * votes[p]);
      } else if (votes[p] < 0) {
        confidence[p] = Math.max(0, confidence[p] + 0.3f * votes[p]);
      }
    }
  }

  private static void vote(
      StereoView view, StereoDepth found, StereoView other, StereoDepth known, int[] votes) {
    ViewGeometry from = view.fine.geometry;
    ViewGeometry to = other.fine.geometry;
    double[] world = new double[3];
    double[] seen = new double[3];
    float tolerance = 1.5f * Math.max(found.step(), known.step()) * SweepStereo.FINE_STEPS;
    for (int p = 0; p < votes.length; p++) {
      float inverse = found.inverse()[p];
      if (inverse > 0) {
        from.backProject(view.fine.u(p), view.fine.v(p), 1 / inverse, world);
        to.project(world[0], world[1], world[2], seen);
        if (seen[2] > 0 && to.inside(seen[0], seen[1])) {
          int q = other.fine.pixel(seen[0], seen[1]);
          float there = known.inverse()[q];
          float here = (float) (1 / seen[2]);
          float limit = Math.max(AGREE * here, tolerance);
          if (there > 0 && known.confidence()[q] >= TRUSTED) {
            votes[p] += Math.abs(there - here) <= limit ? 1 : there < here ? -1 : 0;
          }
        }
      }
    }
  }
}
