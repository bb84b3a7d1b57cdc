package io.splatlas.actors.train;

import io.splatlas.gpu.RenderedView;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which known instances a frame shows, by what the scene shows from where it was taken. */
final class InView {
  /** Less than this share of an image is the edge of a thing, or of another's Gaussian. */
  private static final double LEAST = 1 / 5_000.0;

  private InView() {}

  /**
   * Ids of which enough is to be seen.
   *
   * @param view with ids; null when there is nothing to be seen
   */
  static Set<Integer> of(@Nullable RenderedView view) {
    int[] ids = view == null ? null : view.ids();
    if (ids == null) {
      return Set.of();
    }
    Map<Integer, Integer> pixels = new HashMap<>();
    int start = 0;
    // Runs of the same id: a map look-up a run, not a pixel.
    for (int p = 1; p <= ids.length; p++) {
      if (p == ids.length || ids[p] != ids[start]) {
        pixels.merge(ids[start], p - start, Integer::sum);
        start = p;
      }
    }
    Set<Integer> shown = new TreeSet<>();
    pixels.forEach(
        (id, count) -> {
          if (id > 0 && count >= LEAST * ids.length) {
            shown.add(id);
          }
        });
    return shown;
  }
}
