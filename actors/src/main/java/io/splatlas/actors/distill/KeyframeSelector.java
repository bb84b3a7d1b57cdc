package io.splatlas.actors.distill;

import io.splatlas.gpu.Camera;
import java.util.List;

/**
 * Picks the frames that the teacher describes: the first ones, then those in whose view enough is
 * new, which no keyframe has seen from about there. A camera that stands still, or comes back,
 * costs the teacher nothing. Not thread-safe.
 */
public final class KeyframeSelector {
  private final DistillSettings settings;
  private final ViewCoverage coverage = new ViewCoverage();
  private int size;

  /** None is chosen yet. */
  public KeyframeSelector(DistillSettings settings) {
    this.settings = settings;
  }

  /**
   * Decides on a frame, and remembers it when it is chosen.
   *
   * @param extent of the scene, metres
   */
  public boolean offer(Camera camera, double extent) {
    boolean chosen =
        size < settings.firstKeyframes()
            || coverage.novelty(camera, List.of(), extent) >= settings.keyframeNovelty();
    if (chosen) {
      coverage.see(camera);
      size++;
    }
    return chosen;
  }

  int size() {
    return size;
  }
}
