package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Identity over time: id maps of the same views, rendered again and again while a capture streams,
 * against their truth.
 *
 * <p>At each step an object has the id that covers more than half of its pixels, if one does and
 * the object has enough pixels. Each time it has another id than the one it had last, that is an id
 * switch; steps at which it has none do not count. Purity is the share of pixels with an id, over
 * all steps, that lie on the object on which that id lies most.
 */
public final class IdentityTimeline {

  /** Objects with fewer pixels than this in all views of a step have no id at that step. */
  public static final int MIN_PIXELS = 200;

  private final Map<Integer, Integer> lastIdOf = new HashMap<>();
  private final Map<Integer, TreeMap<Integer, Long>> objectsOfId = new TreeMap<>();
  private final List<Switch> switches = new ArrayList<>();
  private int steps;

  /**
   * An object changed its id.
   *
   * @param step at which it was seen, from 1
   * @param object of the truth
   * @param from id it had last
   * @param to id it has now
   */
  public record Switch(int step, int object, int from, int to) {}

  /**
   * A view of a step.
   *
   * @param predicted ids
   * @param truth ids of the same size
   */
  public record View(IntImage predicted, IntImage truth) {}

  /** Adds the views of a moment later than all before. */
  public void addStep(List<View> views) {
    steps++;
    var counts = new PairCounts();
    for (View view : views) {
      counts.add(view.predicted, view.truth);
    }
    counts.truths().forEach((truth, pixels) -> addObject(counts, truth, pixels));
  }

  private void addObject(PairCounts counts, int truth, long pixels) {
    for (Map.Entry<Integer, Long> shared : counts.sharedWith(truth).entrySet()) {
      int id = shared.getKey();
      if (id != 0) {
        objectsOfId
            .computeIfAbsent(id, key -> new TreeMap<>())
            .merge(truth, shared.getValue(), Long::sum);
        if (pixels >= MIN_PIXELS && 2 * shared.getValue() > pixels) {
          Integer last = lastIdOf.put(truth, id);
          if (last != null && last != id) {
            switches.add(new Switch(steps, truth, last, id));
          }
        }
      }
    }
  }

  /** How often an object changed its id. */
  public int idSwitches() {
    return switches.size();
  }

  /** Each of them, in order of time. */
  public List<Switch> switches() {
    return List.copyOf(switches);
  }

  /** In (0, 1], or empty if no pixel ever had an id. */
  public OptionalDouble purity() {
    long pure = 0;
    long all = 0;
    for (TreeMap<Integer, Long> objects : objectsOfId.values()) {
      long most = 0;
      for (long pixels : objects.values()) {
        most = Math.max(most, pixels);
        all += pixels;
      }
      pure += most;
    }
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) pure / all);
  }
}
