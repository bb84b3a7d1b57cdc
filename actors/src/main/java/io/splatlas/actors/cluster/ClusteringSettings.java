package io.splatlas.actors.cluster;

/**
 * How instances are found. Lengths are in spacings (the median distance between neighbouring
 * Gaussians) or shares of what is seen, never in metres, so that one set of numbers fits scenes of
 * any size.
 *
 * @param trustedOpacity Gaussians below it do not shape clusters, 0..1, default 0.3
 * @param neighbours of a surfel that its normal, spacing and adjacency come from, 6..64, default 16
 * @param planeAngle degrees between normals within a plane, 1..60, default 20
 * @param planeDistance of a surfel from its plane, spacings, above 0, default 1
 * @param planeShare area of a plane as a share of all area, 0..1, default 0.01
 * @param supportShare area from which a plane counts as a supporting or enclosing surface, 0..1,
 *     default 0.03
 * @param absorbDistance surfels this close to a plane belong to it if they look like it, spacings,
 *     default 2
 * @param absorbColour how far they may differ in colour, 0..1 per channel, beyond the spread of the
 *     plane there, default 0.1
 * @param colourWeight spacings that a whole step of colour (0 to 1) counts in union space, default
 *     15
 * @param semanticWeight spacings that a standard deviation of a semantic component counts in union
 *     space, default 0.5
 * @param normalWeight spacings that a unit of normal difference counts in union space, default 0
 * @param minClusterSize of HDBSCAN, at least 2, default 30
 * @param minSamples of HDBSCAN, at least 1, default 8
 * @param epsilon cluster selection epsilon of HDBSCAN, spacings, default 1
 * @param reach how far an unlabelled Gaussian may be from the cluster it joins, spacings, default 6
 * @param interleaved clusters are one when this share of the smaller borders on the other, 0..1,
 *     default 0.5
 */
public record ClusteringSettings(
    double trustedOpacity,
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
    double interleaved) {
  public static final ClusteringSettings DEFAULTS =
      new ClusteringSettings(0.3, 16, 20, 1, 0.01, 0.03, 0.8, 0.1, 15, 0.5, 0, 30, 8, 1, 6, 0.5);
}
