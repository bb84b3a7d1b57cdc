package io.splatlas.actors.train;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.ViewData;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where frames were really taken, as far as the scene tells: poses that {@link PoseAlignment}
 * found, and when a view is due for another alignment. The trainer and its jobs use it in turn;
 * only {@link #posed} may be called meanwhile.
 */
final class PoseRefinement {
  /** Draws of a view before its first alignment: the scene must know it from several sides. */
  private static final int FIRST_DRAW = 3;

  /** Draws between two alignments of a view. */
  private static final int EVERY_DRAWS = 2;

  private final boolean on;
  private final Map<Long, Camera> cameras = new ConcurrentHashMap<>();
  private final Map<Long, Integer> draws = new HashMap<>();

  /**
   * @param on whether poses are refined at all
   */
  PoseRefinement(boolean on) {
    this.on = on;
  }

  boolean on() {
    return on;
  }

  /** Counts a draw of a view; whether it is to be aligned now. */
  boolean due(long number) {
    if (!on) {
      return false;
    }
    int count = draws.merge(number, 1, Integer::sum);
    return count >= FIRST_DRAW && (count - FIRST_DRAW) % EVERY_DRAWS == 0;
  }

  /** The pose of a view is known better. */
  void refined(long number, Camera camera) {
    cameras.put(number, camera);
  }

  /** A view with the best pose known of it. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  ViewData posed(long number, ViewData view) {
    Camera refined = cameras.get(number);
    return refined == null ? view : new ViewData(refined, view.rgb(), view.depth(), view.valid());
  }

  /** The pose found, null before the first. */
  @Nullable Camera camera(long number) {
    return cameras.get(number);
  }
}
