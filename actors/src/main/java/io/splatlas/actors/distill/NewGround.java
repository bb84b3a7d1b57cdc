package io.splatlas.actors.distill;

import io.splatlas.gpu.Camera;
import java.util.List;

/**
 * Which frames of a stream show ground that none before has shown. A camera that stands still or
 * comes back shows none, one that creeps does once what it has come to see adds up.
 *
 * <p>How far a view reaches is measured by the scene, whose extent rises and falls while frames
 * come; a view that was not quite new ground at first could seem to be when it is seen again. So
 * the frame itself must show something that no frame has shown, and views reach as far as they did
 * unless the scene turns out to be much smaller: what is near is seen from another side already
 * after a small step. Not thread-safe.
 */
public final class NewGround {
  /** Share of a view that no frame has shown, from which on it is told from the edge of others. */
  private static final double SOMETHING = 0.05;

  /** Share of a view that is new since ground was last, from which on this is new ground. */
  private static final double ENOUGH = 0.2;

  /** A scene of less than this share of its former extent is another. */
  private static final double SMALLER = 0.5;

  private final ViewCoverage seen = new ViewCoverage();
  private final ViewCoverage ground = new ViewCoverage();
  private double reach;

  /**
   * Takes in a frame's view.
   *
   * @param extent of the scene, metres, above 0
   * @return whether it shows new ground
   */
  public boolean offer(Camera camera, double extent) {
    if (extent > reach || extent < SMALLER * reach) {
      reach = extent;
    }
    if (seen.novelty(camera, List.of(), reach) < SOMETHING) {
      return false;
    }
    seen.see(camera);
    if (ground.novelty(camera, List.of(), reach) < ENOUGH) {
      return false;
    }
    ground.see(camera);
    return true;
  }
}
