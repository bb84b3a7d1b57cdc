package io.splatlas.actors.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Regions that touch, joined across the weakest seam first (as in the contour maps of Arbelaez et
 * al. 2011). A seam's strength is a mean over its length, so it adds up when regions join; a faint
 * gap in a strong seam joins nothing.
 */
final class RegionGraph {
  /** How strong a seam is: below 1 its sides are one region. */
  interface Strength {
    /**
     * The strength of a seam.
     *
     * @param contrast mean over the seam
     * @param a one side, a representative region
     * @param b the other side
     */
    double of(double contrast, int a, int b);
  }

  /** Told of every join before it happens. */
  interface Joining {
    void join(int from, int into);
  }

  private record Candidate(double strength, int a, int b, int ageA, int ageB) {}

  private static final class Seam {
    double sum;
    double length;
  }

  private final List<TreeMap<Integer, Seam>> seams = new ArrayList<>();
  private final int[] group;
  private final int[] age;

  RegionGraph(int regions) {
    group = new int[regions];
    age = new int[regions];
    for (int r = 0; r < regions; r++) {
      group[r] = r;
      seams.add(new TreeMap<>());
    }
  }

  /** Adds a place at which two regions touch. */
  void add(int a, int b, double contrast) {
    Seam seam = seams.get(a).get(b);
    if (seam == null) {
      seam = new Seam();
      seams.get(a).put(b, seam);
      seams.get(b).put(a, seam);
    }
    seam.sum += contrast;
    seam.length++;
  }

  /** The region that stands for the one a region has become part of. */
  int groupOf(int region) {
    int g = region;
    while (group[g] != g) {
      group[g] = group[group[g]];
      g = group[g];
    }
    return g;
  }

  /** Joins regions until no seam is weaker than 1. */
  void join(Strength strength, Joining joining) {
    PriorityQueue<Candidate> queue =
        new PriorityQueue<>(
            (x, y) ->
                x.strength != y.strength
                    ? Double.compare(x.strength, y.strength)
                    : x.a != y.a ? Integer.compare(x.a, y.a) : Integer.compare(x.b, y.b));
    for (int r = 0; r < group.length; r++) {
      offer(r, strength, queue, r);
    }
    for (Candidate next = queue.poll(); next != null; next = queue.poll()) {
      boolean stale =
          group[next.a] != next.a
              || group[next.b] != next.b
              || age[next.a] != next.ageA
              || age[next.b] != next.ageB;
      if (!stale) {
        joining.join(next.a, next.b);
        unite(next.a, next.b);
        offer(next.b, strength, queue, Integer.MAX_VALUE);
      }
    }
  }

  /** Offers the seams of a region with those numbered below a bound. */
  private void offer(int region, Strength strength, PriorityQueue<Candidate> queue, int below) {
    for (Map.Entry<Integer, Seam> entry : seams.get(region).headMap(below).entrySet()) {
      int other = entry.getKey();
      Seam seam = entry.getValue();
      double s = strength.of(seam.sum / seam.length, region, other);
      if (s < 1) {
        int a = Math.max(region, other);
        int b = Math.min(region, other);
        queue.add(new Candidate(s, a, b, age[a], age[b]));
      }
    }
  }

  private void unite(int from, int into) {
    group[from] = into;
    age[into]++;
    for (Map.Entry<Integer, Seam> entry : seams.get(from).entrySet()) {
      int other = entry.getKey();
      seams.get(other).remove(from);
      if (other != into) {
        Seam seam = seams.get(into).get(other);
        if (seam == null) {
          seams.get(into).put(other, entry.getValue());
          seams.get(other).put(into, entry.getValue());
        } else {
          seam.sum += entry.getValue().sum;
          seam.length += entry.getValue().length;
        }
      }
    }
    seams.get(from).clear();
  }
}
