package io.splatlas.actors.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins clusters that are parts of one body: the stripes of a ball, the print and the lid of a
 * carton. Where two bodies touch, the surface has a concave crease; where the colour of one body
 * changes, it goes on flat or convex (the observation of Stein et al. 2014, Locally Convex
 * Connected Patches). A seam counts when it is long for the smaller of the two, so that a chance
 * contact joins nothing. Where Gaussians scatter about their surface nearly as far as they are
 * apart, normals are noise and every seam is flat in the mean: there colour must not differ much.
 */
final class ConvexMerge {
  /** What a segment is. */
  enum Kind {
    /** A large flat surface. */
    SURFACE,
    /** A part of a surface that looks different. */
    REGION,
    /** A cluster of what is left. */
    BODY
  }

  /**
   * A cluster that touches another with this share of its surfels has no inside of its own: a thin
   * pattern on the other, where noise of the normals may look like a slight crease.
   */
  private static final double INTERWOVEN = 0.9;

  private static final double INTERWOVEN_CONCAVITY = -0.1;

  /** Mean curvature along a seam, spacings, from which its normals say nothing. */
  private static final double ROUGH = 0.42;

  /** Difference of colour over a rough seam from which its sides are two things. */
  private static final double ROUGH_CONTRAST = 0.3;

  /**
   * What goes into a surface may differ from it as a whole by this times what its seam may: the
   * foot of a bottle has the colour of the desk that it mirrors, the bottle has not.
   */
  private static final double WHOLE = 1.5;

  /** Surfels further apart than this, local spacings, do not touch. */
  private static final float TOUCH = 3;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;
  private final ClusteringTrace trace;

  /**
   * @param trace hears of every join
   */
  ConvexMerge(SurfelCloud cloud, ClusteringSettings settings, ClusteringTrace trace) {
    this.cloud = cloud;
    this.settings = settings;
    this.trace = trace;
  }

  /**
   * Segments with the parts of bodies joined, the longest seam for the smaller one first.
   *
   * @param kinds what each segment is
   */
  Segments merge(Segments segments, Kind[] kinds) {
    int[] labels = segments.labels().clone();
    SideColours sides = new SideColours(cloud, segments.labels());
    boolean[] background = segments.background().clone();
    while (true) {
      Seams seams = new Seams(labels, kinds, sides);
      seams.collect();
      Seam seam = seams.best();
      if (seam == null) {
        return new Segments(labels, segments.probabilities(), background);
      }
      trace.joined(() -> join(seam, labels, kinds));
      background[seam.into()] |= background[seam.from()];
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] == seam.from()) {
          labels[i] = seam.into();
        }
      }
    }
  }

  private ClusteringTrace.Join join(Seam seam, int[] labels, Kind[] kinds) {
    Look look = seam.look();
    return new ClusteringTrace.Join(
        members(seam.from(), labels),
        members(seam.into(), labels),
        (kinds[seam.from()] + ", " + kinds[seam.into()]).toLowerCase(Locale.ROOT),
        seam.length(),
        look.convexity(),
        look.contrast(),
        look.curvature(),
        look.departure());
  }

  private int[] members(int segment, int[] labels) {
    return IntStream.range(0, labels.length)
        .filter(i -> labels[i] == segment)
        .map(i -> cloud.rows()[i])
        .toArray();
  }

  /** What the segments' borders with each other look like. */
  private final class Seams {
    private final int[] labels;
    private final Kind[] kinds;
    private final SideColours sides;
    private final int count;
    private final int[] sizes;

    /** Surfels of the row's segment that touch the column's. */
    private final int[] length;

    private final double[] convexity;
    private final double[] contrast;
    private final double[] curvature;
    private final int[] edges;

    /** Sum over a seam's edges of the colour inside the column's segment. */
    private final double[][] beyond;

    Seams(int[] labels, Kind[] kinds, SideColours sides) {
      this.labels = labels;
      this.sides = sides;
      this.kinds = kinds;
      count = kinds.length;
      sizes = new int[count];
      length = new int[count * count];
      convexity = new double[count * count];
      contrast = new double[count * count];
      curvature = new double[count * count];
      edges = new int[count * count];
      beyond = new double[3][count * count];
    }

    void collect() {
      int[] seenBy = new int[count];
      Arrays.fill(seenBy, -1);
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0) {
          continue;
        }
        sizes[labels[i]]++;
        for (int j = 0; j < cloud.k(); j++) {
          int other = cloud.neighbours()[i * cloud.k() + j];
          if (touches(i, other)) {
            int pair = labels[i] * count + labels[other];
            if (seenBy[labels[other]] != i) {
              seenBy[labels[other]] = i;
              length[pair]++;
            }
            convexity[pair] += convexity(i, other);
            contrast[pair] += sides.contrast(i, other);
            curvature[pair] += cloud.curvature()[i];
            edges[pair]++;
            for (int channel = 0; channel < 3; channel++) {
              beyond[channel][pair] += sides.colour(channel, other);
            }
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

    /** The seam to close, or null. */
    @Nullable Seam best() {
      Seam best = null;
      for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
          boolean smaller = sizes[a] < sizes[b] || (sizes[a] == sizes[b] && a > b);
          if (!smaller || edges[a * count + b] + edges[b * count + a] == 0) {
            continue;
          }
          double relative = length[a * count + b] / Math.sqrt(4 * Math.PI * sizes[a]);
          if (relative > (best == null ? settings.seamLength() : best.length())) {
            Look look = look(a, b);
            best = together(kinds[a], kinds[b], look) ? new Seam(a, b, relative, look) : best;
          }
        }
      }
      return best;
    }

    private Look look(int a, int b) {
      int there = a * count + b;
      int back = b * count + a;
      int seen = edges[there] + edges[back];
      return new Look(
          (convexity[there] + convexity[back]) / seen,
          (contrast[there] + contrast[back]) / seen,
          (curvature[there] + curvature[back]) / seen,
          length[there] >= INTERWOVEN * sizes[a],
          departure(a, b));
    }

    /** Mean difference of the smaller one's colours from that beyond the seam. */
    private double departure(int a, int b) {
      int pair = a * count + b;
      if (edges[pair] == 0) {
        return 0;
      }
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        double largest = 0;
        for (int channel = 0; channel < 3 && labels[i] == a; channel++) {
          double there = beyond[channel][pair] / edges[pair];
          largest = Math.max(largest, Math.abs(sides.colour(channel, i) - there));
        }
        sum += largest;
      }
      return sum / sizes[a];
    }
  }

  /**
   * A border between two segments.
   *
   * @param from the smaller one
   * @param into the other
   * @param length as a part of the girth that a round patch of the smaller one's size would have
   */
  private record Seam(int from, int into, double length, Look look) {}

  /**
   * What a seam looks like, in the mean over it.
   *
   * @param interwoven whether the smaller side has no inside of its own
   * @param departure how far the smaller side as a whole is from the colour beyond the seam
   */
  private record Look(
      double convexity, double contrast, double curvature, boolean interwoven, double departure) {
    boolean tellsTwoThings() {
      return curvature > ROUGH && contrast > ROUGH_CONTRAST;
    }
  }

  private boolean together(Kind a, Kind b, Look look) {
    boolean alike = look.contrast() <= settings.seamContrast();
    if (a == Kind.BODY && b == Kind.BODY) {
      return !look.tellsTwoThings() && isOneBody(look, alike);
    }
    if (a == Kind.REGION || b == Kind.REGION) {
      // A pan's bottom lies in the table's plane; it is the pan's by its look, whatever the crease.
      return alike && (a == Kind.BODY || b == Kind.BODY);
    }
    return alike
        && look.convexity() >= settings.surfaceConvexity()
        && look.departure() <= WHOLE * settings.seamContrast();
  }

  private boolean isOneBody(Look look, boolean alike) {
    return look.convexity() >= settings.seamConvexity()
        || (look.interwoven() && look.convexity() >= INTERWOVEN_CONCAVITY)
        || (alike && look.convexity() >= settings.seamConcavity());
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
}
