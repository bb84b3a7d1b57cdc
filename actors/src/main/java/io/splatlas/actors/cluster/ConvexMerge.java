package io.splatlas.actors.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
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
    boolean[] background = segments.background().clone();
    SideColours sides = new SideColours(cloud, segments.labels());
    Seams seams = new Seams(cloud, sides, labels, kinds.length);
    for (Seam seam = best(seams, kinds); seam != null; seam = best(seams, kinds)) {
      Seam next = seam;
      trace.joined(() -> told(next, seams, kinds));
      background[seam.into()] |= background[seam.from()];
      seams.join(seam.from(), seam.into());
    }
    return new Segments(labels, segments.probabilities(), background);
  }

  private ClusteringTrace.Join told(Seam seam, Seams seams, Kind[] kinds) {
    Seams.Look look = seams.look(seam.from(), seam.into());
    return new ClusteringTrace.Join(
        gaussians(seams.members(seam.from())),
        gaussians(seams.members(seam.into())),
        (kinds[seam.from()] + ", " + kinds[seam.into()]).toLowerCase(Locale.ROOT),
        seam.length(),
        look.convexity(),
        look.contrast(),
        look.curvature(),
        seams.departure(seam.from(), seam.into()));
  }

  private int[] gaussians(int[] surfels) {
    return Arrays.stream(surfels).map(i -> cloud.rows()[i]).toArray();
  }

  /**
   * A border between two segments.
   *
   * @param from the smaller one
   * @param into the other
   * @param length as a part of the girth that a round patch of the smaller one's size would have
   */
  private record Seam(int from, int into, double length) {}

  /** The seam to close, or null. */
  private @Nullable Seam best(Seams seams, Kind[] kinds) {
    Seam best = null;
    for (int a = 0; a < seams.count(); a++) {
      int size = seams.members(a).length;
      for (Map.Entry<Integer, Seams.Side> border : seams.of(a).entrySet()) {
        int b = border.getKey();
        int other = seams.members(b).length;
        boolean smaller = size < other || (size == other && a > b);
        double length = border.getValue().length() / Math.sqrt(4 * Math.PI * size);
        if (smaller
            && length > (best == null ? settings.seamLength() : best.length())
            && together(seams, a, b, kinds)) {
          best = new Seam(a, b, length);
        }
      }
    }
    return best;
  }

  private boolean together(Seams seams, int from, int into, Kind[] kinds) {
    Kind a = kinds[from];
    Kind b = kinds[into];
    Seams.Look look = seams.look(from, into);
    boolean alike = look.contrast() <= settings.seamContrast();
    if (a == Kind.BODY && b == Kind.BODY) {
      return !tellsTwoThings(look) && isOneBody(look, alike);
    }
    if (a == Kind.REGION || b == Kind.REGION) {
      // A pan's bottom lies in the table's plane; it is the pan's by its look, whatever the crease.
      return alike && (a == Kind.BODY || b == Kind.BODY);
    }
    return alike
        && look.convexity() >= settings.surfaceConvexity()
        && seams.departure(from, into) <= WHOLE * settings.seamContrast();
  }

  private static boolean tellsTwoThings(Seams.Look look) {
    return look.curvature() > ROUGH && look.contrast() > ROUGH_CONTRAST;
  }

  private boolean isOneBody(Seams.Look look, boolean alike) {
    return look.convexity() >= settings.seamConvexity()
        || (look.touching() >= INTERWOVEN && look.convexity() >= INTERWOVEN_CONCAVITY)
        || (alike && look.convexity() >= settings.seamConcavity());
  }
}
