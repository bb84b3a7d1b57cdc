package io.splatlas.actors.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Draws the views to train on: a share goes to the newest views that have not been drawn often, the
 * least drawn first; the rest is a shuffled epoch over all views, so that none is forgotten. The
 * same views added at the same points with the same seed give the same draws.
 */
public final class ViewSampler {
  private final TrainingSettings.Pace pace;
  private final SplittableRandom random;
  private final List<Long> views = new ArrayList<>();
  private final Map<Long, Integer> newDraws = new HashMap<>();
  private final NavigableSet<Long> newViews = new TreeSet<>();
  private long[] epoch = new long[0];
  private int epochAt;
  private double newShareDue;

  public ViewSampler(TrainingSettings.Pace pace, long seed) {
    this.pace = pace;
    this.random = new SplittableRandom(seed);
  }

  /** Adds a view by its frame's number, larger than all before. */
  public void add(long number) {
    addKnown(number);
    newViews.add(number);
    newDraws.put(number, 0);
  }

  /** Adds a view that has been drawn often before, by its frame's number. */
  void addKnown(long number) {
    if (!views.isEmpty() && number <= views.getLast()) {
      throw new IllegalArgumentException(
          "view " + number + " comes after view " + views.getLast() + "; numbers must grow");
    }
    views.add(number);
  }

  /** A view can no longer be had and is not drawn any more. */
  void forget(long number) {
    views.remove(number);
    newViews.remove(number);
    newDraws.remove(number);
    epoch =
        IntStream.range(epochAt, epoch.length)
            .mapToLong(i -> epoch[i])
            .filter(view -> view != number)
            .toArray();
    epochAt = 0;
  }

  /** Views that can be drawn. */
  public int size() {
    return views.size();
  }

  /** The next view to train on. */
  public long next() {
    if (views.isEmpty()) {
      throw new IllegalStateException("there is no view to draw from");
    }
    newShareDue = newViews.isEmpty() ? 0 : newShareDue + pace.newViewShare();
    long drawn;
    if (newShareDue >= 1) {
      newShareDue -= 1;
      drawn = leastDrawnOfNewest();
    } else {
      drawn = nextOfEpoch();
    }
    count(drawn);
    return drawn;
  }

  private long leastDrawnOfNewest() {
    long best = newViews.last();
    int looked = 0;
    for (long candidate : newViews.descendingSet()) {
      if (looked++ == pace.newViewWindow()) {
        break;
      }
      if (draws(candidate) < draws(best)) {
        best = candidate;
      }
    }
    return best;
  }

  private long nextOfEpoch() {
    if (epochAt == epoch.length) {
      epoch = views.stream().mapToLong(Long::longValue).toArray();
      shuffle(epoch);
      epochAt = 0;
    }
    return epoch[epochAt++];
  }

  private void shuffle(long[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }

  private void count(long drawn) {
    if (newViews.contains(drawn)) {
      int draws = draws(drawn) + 1;
      newDraws.put(drawn, draws);
      if (draws >= pace.newViewDraws()) {
        newViews.remove(drawn);
        newDraws.remove(drawn);
      }
    }
  }

  private int draws(long view) {
    return newDraws.getOrDefault(view, 0);
  }
}
