package io.splatlas.actors.distill;

import io.splatlas.gpu.Camera;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks the frames that the teacher describes: the first ones, then those that look from somewhere
 * new (shifted or turned against every keyframe so far), and at a low rate every one that moved.
 */
public final class KeyframeSelector {
  /** Share of the thresholds below which a camera has not moved. */
  private static final double STILL = 0.2;

  private final DistillSettings settings;
  private final List<Camera> keyframes = new ArrayList<>();
  private Instant lastTime = Instant.MIN;

  /** None is chosen yet. */
  public KeyframeSelector(DistillSettings settings) {
    this.settings = settings;
  }

  /**
   * Decides on a frame, and remembers it when it is chosen.
   *
   * @param extent of the scene, metres
   */
  public boolean offer(Camera camera, Instant captureTime, double extent) {
    boolean chosen =
        keyframes.size() < settings.firstKeyframes()
            || movedFromAll(camera, extent)
            || (isPauseOver(captureTime) && moved(camera, keyframes.getLast(), extent, STILL));
    if (chosen) {
      keyframes.add(camera);
      lastTime = captureTime;
    }
    return chosen;
  }

  int size() {
    return keyframes.size();
  }

  private boolean isPauseOver(Instant captureTime) {
    return Duration.between(lastTime, captureTime).compareTo(settings.keyframeEvery()) >= 0;
  }

  private boolean movedFromAll(Camera camera, double extent) {
    for (Camera keyframe : keyframes) {
      if (!moved(camera, keyframe, extent, 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean moved(Camera a, Camera b, double extent, double share) {
    return shift(a, b) > share * settings.keyframeShift() * extent
        || turn(a, b) > share * settings.keyframeTurn();
  }

  private static double shift(Camera a, Camera b) {
    double[] from = a.centre();
    double[] to = b.centre();
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      sum += (from[axis] - to[axis]) * (from[axis] - to[axis]);
    }
    return Math.sqrt(sum);
  }

  /** Angle between the optical axes, degrees. */
  private static double turn(Camera a, Camera b) {
    double[] wa = a.worldToCamera();
    double[] wb = b.worldToCamera();
    double cosine = wa[8] * wb[8] + wa[9] * wb[9] + wa[10] * wb[10];
    return Math.toDegrees(Math.acos(Math.clamp(cosine, -1, 1)));
  }
}
