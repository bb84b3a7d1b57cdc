package io.splatlas.actors.train;

import io.splatlas.actors.pose.PoseAdjuster;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.ViewData;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where frames were really taken, as far as their photographs tell: the poses that {@link
 * PoseAdjuster} finds, or that an earlier life of the trainer had found. {@link #placed} and {@link
 * #settle} are called by one thread at a time; the poses found may be read meanwhile.
 */
final class PoseRefinement {
  private final @Nullable PoseAdjuster adjuster;
  private final Map<Long, Camera> cameras = new ConcurrentHashMap<>();

  /**
   * @param on whether poses are refined at all
   */
  PoseRefinement(boolean on) {
    adjuster = on ? new PoseAdjuster() : null;
  }

  boolean on() {
    return adjuster != null;
  }

  /** A new frame at the pose that its photograph and those of others tell. */
  LoadedFrame placed(LoadedFrame frame) {
    if (adjuster == null) {
      return frame;
    }
    // One that could not be placed, and is loaded again, is learnt from where it was told.
    Camera told = frame.image().camera();
    if (cameras.putIfAbsent(frame.number(), told) == null) {
      adjuster.add(frame.number(), frame.image());
      cameras.putAll(adjuster.cameras());
    }
    return frame.withCamera(cameras.getOrDefault(frame.number(), told));
  }

  /** No more frames come: adjusts all poses once more. */
  void settle() {
    if (adjuster != null) {
      adjuster.settle();
      cameras.putAll(adjuster.cameras());
    }
  }

  /** The pose of a frame was found in an earlier life. */
  void known(long number, Camera camera) {
    cameras.put(number, camera);
  }

  /** Whether a view's pose is known better than it has it. */
  boolean moved(long number, ViewData view) {
    Camera found = cameras.get(number);
    return found != null && !found.equals(view.camera());
  }

  /** A view with the best pose known of it. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  ViewData posed(long number, ViewData view) {
    Camera found = cameras.get(number);
    return found == null ? view : new ViewData(found, view.rgb(), view.depth(), view.valid());
  }

  /** The pose found, null before the first. */
  @Nullable Camera camera(long number) {
    return cameras.get(number);
  }
}
