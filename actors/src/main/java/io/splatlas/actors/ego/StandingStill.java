package io.splatlas.actors.ego;

import io.splatlas.actors.geometry.EpipolarPair;

/**
 * Compares two photographs of a camera that moved between them: what stays where it is in the image
 * belongs to the camera, unless a still scene may look the same there. A window of the later
 * photograph is looked for in the earlier one in the same place, and wherever a still scene would
 * have had it: at its depth where that was measured, else along its epipolar line from the farthest
 * that may be seen on.
 */
final class StandingStill {
  /** A still scene must have moved by so many pixels, else both would look alike. */
  private static final double LEAST_MOTION = 3;

  /** Correlation of windows that show the same. */
  private static final double ALIKE = 0.7;

  /** What a still scene explains less well by so much, it does not explain. */
  private static final double CLEARLY = 0.15;

  /** Inverse depths around a measured one that are looked at. */
  private static final double FARTHER = 0.8;

  private static final double NEARER = 1.25;

  /**
   * Pixels between places looked at along an epipolar line: what looks the same in one place though
   * the scene moved changes slowly along its way, or often.
   */
  private static final double APART = 2;

  /** Places looked at at most: more than a third of the image's width. */
  private static final int MOST_PLACES = 60;

  /** Pixels to the other side that are looked at where the way leads out of the photograph. */
  private static final double OPPOSITE = 12;

  private final SmallView earlier;
  private final SmallView later;
  private final EpipolarPair place;
  private final double farthest;
  private final ContrastWindow window = new ContrastWindow();
  private final ContrastWindow other = new ContrastWindow();

  StandingStill(SmallView earlier, SmallView later) {
    this.earlier = earlier;
    this.later = later;
    place = new EpipolarPair(later.geometry, earlier.geometry);
    farthest = Math.min(earlier.farthest, later.farthest);
  }

  /**
   * Judges every cell.
   *
   * @param believed cells that stood still in earlier comparisons: whether the scene could explain
   *     it, which takes most of the time, is not asked again
   * @return 1 where the image stands still though the scene cannot, -1 where it does not, 0 where
   *     that cannot be told
   */
  byte[] judge(boolean[] believed) {
    byte[] out = new byte[later.cells.count()];
    for (int cell = 0; cell < out.length; cell++) {
      out[cell] = judge(cell, believed[cell]);
    }
    return out;
  }

  /** The middle of a cell, or as near to it as its window fits. */
  private static double middle(int cell, int size) {
    double margin = ContrastWindow.RADIUS + 1.5;
    return Math.max(margin, Math.min(size - margin, Cells.SIZE * (cell + 0.5) + 0.5));
  }

  private byte judge(int cell, boolean believed) {
    double u = middle(cell % later.cells.columns(), later.width);
    double v = middle(cell / later.cells.columns(), later.height);
    place.select(u, v);
    if (place.see(farthest) && Math.hypot(place.seenU() - u, place.seenV() - v) < LEAST_MOTION) {
      return 0;
    }
    if (!window.take(later, u, v)) {
      return 0;
    }
    double still = other.take(earlier, u, v) ? window.correlation(other) : 0;
    if (still < ALIKE) {
      return -1;
    }
    return (byte) (believed || !sceneMayExplain(u, v, later.depth(cell), still - CLEARLY) ? 1 : 0);
  }

  /**
   * Whether a place where a still scene would have had the window is more like it than this, or may
   * be: when that lies outside the photograph and the window looks the same all along its way.
   */
  private boolean sceneMayExplain(double u, double v, double measured, double likeness) {
    if (measured > 0 && isInside(1 / measured)) {
      return isMoreAlike(FARTHER / measured, NEARER / measured, likeness);
    }
    return isInside(farthest)
        ? isMoreAlike(farthest, Double.POSITIVE_INFINITY, likeness)
        : isMoreAlikeOppositely(u, v, likeness);
  }

  private boolean isInside(double inverse) {
    return place.see(inverse)
        && earlier.contains(place.seenU(), place.seenV(), ContrastWindow.RADIUS);
  }

  /** Whether some place on the other side of (u, v) than the scene's is more alike. */
  private boolean isMoreAlikeOppositely(double u, double v, double likeness) {
    if (!place.see(farthest)) {
      return true;
    }
    double du = u - place.seenU();
    double dv = v - place.seenV();
    double length = Math.hypot(du, dv);
    for (double pixels = LEAST_MOTION; pixels <= OPPOSITE; pixels++) {
      double there = pixels / length;
      if (other.take(earlier, u + there * du, v + there * dv)
          && window.correlation(other) > likeness) {
        return true;
      }
    }
    return false;
  }

  /** Whether some place between two inverse depths is more like the window than this. */
  private boolean isMoreAlike(double from, double to, double likeness) {
    double inverse = from;
    for (int i = 0; i < MOST_PLACES && inverse <= to && place.see(inverse); i++) {
      if (other.take(earlier, place.seenU(), place.seenV())
          && window.correlation(other) > likeness) {
        return true;
      }
      double pixels = place.sensitivity(inverse);
      if (!(pixels > 0)) {
        return false;
      }
      inverse += APART / pixels;
    }
    return false;
  }
}
