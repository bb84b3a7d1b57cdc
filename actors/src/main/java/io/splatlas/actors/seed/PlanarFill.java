package io.splatlas.actors.seed;

import java.util.Arrays;

/**
 * Depth of walls and floors without texture. Stereo finds nothing where nothing tells one pixel
 * from the next, and its smoothness draws such places to wrong depths that views agree on. What is
 * known at their borders, on a picture or a socket tells: where luma changes nowhere abruptly and
 * many of the trusted depths lie in one plane, all of it does (planar priors for textureless areas:
 * Gallup et al. 2010, Xu and Tao 2020).
 */
final class PlanarFill {
  /** Difference of luma between neighbours from which an area ends, 0..1. */
  private static final float EDGE = 0.012f;

  /** Areas below this share of the image are left as stereo found them. */
  private static final double LEAST_AREA = 0.003;

  /** Share of an area, and number of pixels, whose depth must be trusted. */
  private static final double LEAST_KNOWN = 0.05;

  private static final int LEAST_PIXELS = 20;

  /**
   * Share of the trusted depths that must lie in the plane. Curved things have none that so many
   * agree on.
   */
  private static final double LEAST_SHARE = 1.0 / 3;

  /** Confidence of what is filled in: twice what is needed to be trusted. */
  private static final float CONFIDENCE = 2 * StereoFilter.TRUSTED;

  private final LumaImage image;
  private final float[] inverse;
  private final float[] confidence;

  private PlanarFill(LumaImage image, StereoDepth depth) {
    this.image = image;
    this.inverse = depth.inverse();
    this.confidence = depth.confidence();
  }

  /** Fills in what lies in planes; changes the depth. */
  static void fill(LumaImage image, StereoDepth depth) {
    PlanarFill fill = new PlanarFill(image, depth);
    double least = LEAST_AREA * image.pixels();
    new PixelIslands(image.width, image.height)
        .forEach(
            p -> image.valid[p] != 0,
            (p, q) -> Math.abs(image.luma[p] - image.luma[q]) <= EDGE,
            (pixels, size) -> {
              if (size >= least) {
                fill.area(Arrays.copyOf(pixels, size));
              }
            });
  }

  private void area(int[] area) {
    int[] known = Arrays.stream(area).filter(this::trusted).toArray();
    if (known.length < Math.max(LEAST_PIXELS, LEAST_KNOWN * area.length)) {
      return;
    }
    InversePlane plane = InversePlane.ofMost(known, inverse, image.width);
    if (plane == null || plane.share(known, inverse, image.width) < LEAST_SHARE) {
      return;
    }
    for (int p : area) {
      int x = p % image.width;
      int y = p / image.width;
      double own = plane.at(x, y);
      if (own > 0 && !(trusted(p) && plane.agrees(x, y, inverse[p]))) {
        inverse[p] = (float) own;
        confidence[p] = Math.max(confidence[p], CONFIDENCE);
      }
    }
  }

  private boolean trusted(int p) {
    return inverse[p] > 0 && confidence[p] >= StereoFilter.TRUSTED;
  }
}
