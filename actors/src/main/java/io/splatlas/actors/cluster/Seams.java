package io.splatlas.actors.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The borders of segments with each other, kept up to date while segments are joined: only what
 * touches over a border is looked at, and after a join only the borders of the joined one.
 */
final class Seams {
  /** Surfels further apart than this, local spacings, do not touch. */
  private static final float TOUCH = 3;

  /** What the surfels of one segment see of another: sums over pairs of surfels that touch. */
  static final class Side {
    private int pairs;
    private int surfels;
    private int lastSurfel = -1;
    private double convexity;
    private double contrast;
    private double curvature;
    private final double[] beyond = new double[3];

    /** Surfels of the segment that touch the other one. */
    int length() {
      return surfels;
    }
  }

  /**
   * What a seam looks like, in the mean over it.
   *
   * @param convexity -2 (concave) to 2 (convex), 0 = flat
   * @param contrast difference of colour between the insides of both, 0..1
   * @param curvature how far surfels scatter about their surface, spacings
   * @param touching share of the first one's surfels that touch the other one
   */
  record Look(double convexity, double contrast, double curvature, double touching) {}

  private static final Side NOTHING = new Side();

  private final SurfelCloud cloud;
  private final SideColours sides;
  private final int[] labels;

  /** By segment its surfels in their order; none when it was joined to another. */
  private final int[][] members;

  /** By segment what it sees of each of its neighbours. */
  private final List<TreeMap<Integer, Side>> borders = new ArrayList<>();

  /** Surfels that touch one of another segment, by their order; cleared of what was joined. */
  private int[] first;

  private int[] second;
  private int pairs;

  /**
   * @param sides colours inside the segments as they are before any join
   * @param labels segment per surfel, negative = none; changed by {@link #join}
   * @param count of segments
   */
  Seams(SurfelCloud cloud, SideColours sides, int[] labels, int count) {
    this.cloud = cloud;
    this.sides = sides;
    this.labels = labels;
    this.members = members(labels, count);
    for (int segment = 0; segment < count; segment++) {
      borders.add(new TreeMap<>());
    }
    this.first = new int[labels.length];
    this.second = new int[labels.length];
    collect();
  }

  private static int[][] members(int[] labels, int count) {
    int[] sizes = new int[count];
    for (int label : labels) {
      if (label >= 0) {
        sizes[label]++;
      }
    }
    int[][] members = new int[count][];
    for (int segment = 0; segment < count; segment++) {
      members[segment] = new int[sizes[segment]];
    }
    for (int i = labels.length - 1; i >= 0; i--) {
      if (labels[i] >= 0) {
        members[labels[i]][--sizes[labels[i]]] = i;
      }
    }
    return members;
  }

  private void collect() {
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; labels[i] >= 0 && j < cloud.k(); j++) {
        int other = cloud.neighbours()[i * cloud.k() + j];
        if (touches(i, other)) {
          keep(i, other);
          add(i, other);
        }
      }
    }
  }

  private boolean touches(int i, int other) {
    return other >= 0
        && labels[other] >= 0
        && labels[other] != labels[i]
        && cloud.distance(i, other) <= TOUCH * cloud.local()[i];
  }

  private void keep(int i, int other) {
    if (pairs == first.length) {
      first = Arrays.copyOf(first, 2 * pairs);
      second = Arrays.copyOf(second, 2 * pairs);
    }
    first[pairs] = i;
    second[pairs++] = other;
  }

  private void add(int i, int other) {
    Side side = borders.get(labels[i]).computeIfAbsent(labels[other], any -> new Side());
    if (side.lastSurfel != i) {
      side.lastSurfel = i;
      side.surfels++;
    }
    side.pairs++;
    side.convexity += convexity(i, other);
    side.contrast += sides.contrast(i, other);
    side.curvature += cloud.curvature()[i];
    for (int channel = 0; channel < 3; channel++) {
      side.beyond[channel] += sides.colour(channel, other);
    }
  }

  /**
   * How the surface bends between two surfels: positive = convex, 0 = flat, negative = concave; the
   * difference of their normals along the way from one to the other.
   */
  private float convexity(int i, int other) {
    float distance = cloud.distance(i, other);
    if (!(distance > 0)) {
      return 0;
    }
    float sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      sum +=
          (cloud.normal()[axis][i] - cloud.normal()[axis][other])
              * (cloud.position()[axis][i] - cloud.position()[axis][other]);
    }
    return sum / distance;
  }

  /** Segments, those that were joined to others included. */
  int count() {
    return members.length;
  }

  /** A segment's surfels in their order. */
  int[] members(int segment) {
    return members[segment];
  }

  /** What a segment sees of those that it touches, by number. */
  NavigableMap<Integer, Side> of(int segment) {
    return borders.get(segment);
  }

  /** The seam of a segment with one that it touches. */
  Look look(int segment, int other) {
    Side there = side(segment, other);
    Side back = side(other, segment);
    double seen = there.pairs + back.pairs;
    return new Look(
        (there.convexity + back.convexity) / seen,
        (there.contrast + back.contrast) / seen,
        (there.curvature + back.curvature) / seen,
        (double) there.surfels / members[segment].length);
  }

  private Side side(int segment, int other) {
    return borders.get(segment).getOrDefault(other, NOTHING);
  }

  /** Mean difference of a segment's colours from that of another beyond their seam, 0..1. */
  double departure(int segment, int other) {
    Side side = side(segment, other);
    if (side.pairs == 0) {
      return 0;
    }
    double sum = 0;
    for (int i : members[segment]) {
      double largest = 0;
      for (int channel = 0; channel < 3; channel++) {
        double there = side.beyond[channel] / side.pairs;
        largest = Math.max(largest, Math.abs(sides.colour(channel, i) - there));
      }
      sum += largest;
    }
    return sum / members[segment].length;
  }

  /** Makes a segment part of another. */
  void join(int from, int into) {
    for (int i : members[from]) {
      labels[i] = into;
    }
    members[into] = sorted(members[into], members[from]);
    members[from] = new int[0];
    forget(from);
    forget(into);
    int kept = 0;
    for (int pair = 0; pair < pairs; pair++) {
      int i = first[pair];
      int other = second[pair];
      if (labels[i] == labels[other]) {
        continue;
      }
      first[kept] = i;
      second[kept++] = other;
      if (labels[i] == into || labels[other] == into) {
        add(i, other);
      }
    }
    pairs = kept;
  }

  private void forget(int segment) {
    // Who touches need not be touched: neighbours are not mutual.
    borders.forEach(border -> border.remove(segment));
    borders.get(segment).clear();
  }

  private static int[] sorted(int[] some, int[] others) {
    int[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    Arrays.sort(all);
    return all;
  }
}
