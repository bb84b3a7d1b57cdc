package io.splatlas.actors.cluster;

import io.splatlas.actors.distill.Teacher;
import java.util.function.Consumer;

/**
 * How instances are found. Lengths are in spacings (the median distance between neighbouring
 * Gaussians) or shares of what is seen, never in metres, so that one set of numbers fits scenes of
 * any size.
 *
 * @param trustedOpacity Gaussians at least so opaque shape clusters, 0..1, default 0.3
 * @param trustedShare and at least this share of all, the most opaque first, 0..1, default 0.4:
 *     without depth images many translucent Gaussians may make up a surface (decision 32)
 * @param neighbours of a surfel that its normal, spacing and adjacency come from, 6..64, default 16
 * @param planeAngle degrees between normals within a plane, 1..60, default 20
 * @param planeDistance of a surfel from its plane, spacings, above 0, default 1
 * @param planeShare area of a plane as a share of all area, above 0; above 1 there are none,
 *     default 0.005
 * @param supportShare area from which a plane counts as a supporting or enclosing surface, 0..1,
 *     default 0.03
 * @param absorbDistance surfels this close to a plane belong to it if they look like it, spacings,
 *     default 2
 * @param absorbColour how far they may differ in colour, 0..1 per channel, beyond the spread of the
 *     plane there, default 0.1
 * @param colourWeight spacings that a whole step of colour (0 to 1) counts in union space, default
 *     15
 * @param semanticWeight spacings that a standard deviation of a semantic component counts in union
 *     space, at least 0, default 0.5; {@link #of 0} where semantics are of appearance only
 * @param normalWeight spacings that a unit of normal difference counts in union space, default 0
 * @param minClusterSize of HDBSCAN, at least 2, default 20; also the least size of a flat thing in
 *     a surface
 * @param minSamples of HDBSCAN, at least 1, default 8
 * @param epsilon cluster selection epsilon of HDBSCAN, spacings, default 1
 * @param reach how far an unlabelled Gaussian may be from the cluster it joins, spacings, default 6
 * @param seamLength clusters may be parts of one body when their seam, counted in surfels of the
 *     smaller one, is this part of the girth that a round patch of its size would have, above 0,
 *     default 0.35
 * @param seamConvexity and when the surface bends at least so much at the seam, -2 (concave) to 2
 *     (convex), default 0
 * @param seamContrast mean difference of colour over a seam up to which its sides look alike, 0..1,
 *     default 0.1
 * @param seamConcavity how concave a seam may be where its sides look alike, -2..2, default -0.25
 * @param surfaceConvexity how concave the seam of a surface with what looks like it may be, -2..2,
 *     default 0 (none)
 * @param regionSeam contrast over the seam of two regions of a surface up to which they are one,
 *     0..1 (above: all are), default 0.05
 * @param regionTexture and as much more as this times the texture of both, at least 0, default 1.5
 * @param regionContrast a region interwoven with its surface is more than texture from this
 *     difference of colour on, 0..1, default 0.4
 * @param islandReach edges longer than this do not tie surfels together, local spacings, default 3
 */
public record ClusteringSettings(
    double trustedOpacity,
    double trustedShare,
    int neighbours,
    double planeAngle,
    double planeDistance,
    double planeShare,
    double supportShare,
    double absorbDistance,
    double absorbColour,
    double colourWeight,
    double semanticWeight,
    double normalWeight,
    int minClusterSize,
    int minSamples,
    double epsilon,
    double reach,
    double seamLength,
    double seamConvexity,
    double seamContrast,
    double seamConcavity,
    double surfaceConvexity,
    double regionSeam,
    double regionTexture,
    double regionContrast,
    double islandReach) {
  public static final ClusteringSettings DEFAULTS =
      new ClusteringSettings(
          0.3, 0.4, 16, 20, 1, 0.005, 0.03, 0.8, 0.1, 15, 0.5, 0, 20, 8, 1, 6, 0.35, 0, 0.1, -0.25,
          0, 0.05, 1.5, 0.4, 3);

  /** What studies change; starts as what it is made of. */
  public static final class Changes {
    public double trustedShare;
    public double planeShare;
    public double colourWeight;
    public double semanticWeight;
    public int minClusterSize;
    public int minSamples;
    public double regionSeam;
    public double seamLength;

    private Changes(ClusteringSettings from) {
      trustedShare = from.trustedShare;
      planeShare = from.planeShare;
      colourWeight = from.colourWeight;
      semanticWeight = from.semanticWeight;
      minClusterSize = from.minClusterSize;
      minSamples = from.minSamples;
      regionSeam = from.regionSeam;
      seamLength = from.seamLength;
    }
  }

  /**
   * The defaults where a teacher describes images: features that only repeat what union space has
   * of its own do not count in it (decision 66).
   */
  public static ClusteringSettings of(Teacher teacher) {
    return teacher.isOfAppearance() ? DEFAULTS.withSemanticWeight(0) : DEFAULTS;
  }

  /** These settings with another weight of semantics; 0 leaves them out. */
  public ClusteringSettings withSemanticWeight(double weight) {
    return with(c -> c.semanticWeight = weight);
  }

  /** The same with some of them changed. */
  public ClusteringSettings with(Consumer<Changes> change) {
    Changes c = new Changes(this);
    change.accept(c);
    return new ClusteringSettings(
        trustedOpacity,
        c.trustedShare,
        neighbours,
        planeAngle,
        planeDistance,
        c.planeShare,
        supportShare,
        absorbDistance,
        absorbColour,
        c.colourWeight,
        c.semanticWeight,
        normalWeight,
        c.minClusterSize,
        c.minSamples,
        epsilon,
        reach,
        c.seamLength,
        seamConvexity,
        seamContrast,
        seamConcavity,
        surfaceConvexity,
        c.regionSeam,
        regionTexture,
        regionContrast,
        islandReach);
  }
}
