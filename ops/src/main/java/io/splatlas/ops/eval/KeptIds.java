package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which objects kept their id from one look at a scene to another. As for {@link IdentityTimeline},
 * an object has the id that covers more than half of its pixels, in all views of a look together,
 * if one does and they are enough; one that has none at first has no id to keep.
 *
 * @param objects of the truth that had an id at the first look
 * @param changes of those that have another or none at the second, by object
 * @param same share of the objects' pixels that have the same id at both looks, 0..1; 1 without
 *     pixels
 */
public record KeptIds(int objects, List<Change> changes, double same) {

  /**
   * An object whose id is another one.
   *
   * @param object of the truth
   * @param from id at the first look
   * @param to id at the second, 0 = none
   */
  public record Change(int object, int from, int to) {}

  /**
   * A view at both looks.
   *
   * @param before ids
   * @param after ids, of the same size
   * @param truth ids, of the same size
   */
  public record View(IntImage before, IntImage after, IntImage truth) {}

  /** Objects that have another id. */
  public long renamed() {
    return changes.stream().filter(change -> change.to != 0).count();
  }

  /** Objects that have none any more: no id covers more than half of them. */
  public long without() {
    return changes.size() - renamed();
  }

  public KeptIds {
    changes = List.copyOf(changes);
  }

  /** Compares two looks. */
  public static KeptIds of(List<View> views) {
    PairCounts before = new PairCounts();
    PairCounts after = new PairCounts();
    long all = 0;
    long same = 0;
    for (View view : views) {
      before.add(view.before, view.truth);
      after.add(view.after, view.truth);
      int[] truth = view.truth.values();
      for (int i = 0; i < truth.length; i++) {
        if (truth[i] != 0) {
          all++;
          same += view.before.values()[i] == view.after.values()[i] ? 1 : 0;
        }
      }
    }
    int objects = 0;
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<Integer, Long> object : new TreeMap<>(before.truths()).entrySet()) {
      int from = idOf(before, object.getKey(), object.getValue());
      int to = idOf(after, object.getKey(), object.getValue());
      objects += from == 0 ? 0 : 1;
      if (from != 0 && from != to) {
        changes.add(new Change(object.getKey(), from, to));
      }
    }
    return new KeptIds(objects, changes, all == 0 ? 1 : (double) same / all);
  }

  private static int idOf(PairCounts counts, int object, long pixels) {
    if (pixels < IdentityTimeline.MIN_PIXELS) {
      return 0;
    }
    return counts.sharedWith(object).entrySet().stream()
        .filter(shared -> 2 * shared.getValue() > pixels)
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }
}
