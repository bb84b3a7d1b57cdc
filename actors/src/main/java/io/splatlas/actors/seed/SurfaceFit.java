package io.splatlas.actors.seed;

/**
 * Fits a plane to the depth around a pixel. In an image of a plane the inverse depth is linear in
 * pixel coordinates, so the fit is linear least squares of 1/z over a window, of which only pixels
 * on the same surface take part; it smooths the noise of a sensor and gives the normal. One fit at
 * a time; results are in the fields.
 */
final class SurfaceFit {
  /** Neighbours whose inverse depth differs by more than this share are on another surface. */
  private static final float SAME_SURFACE = 0.04f;

  /** Share of the window that must be on the surface. */
  private static final float MIN_SUPPORT = 0.4f;

  private final float[] inverseDepth;
  private final int width;
  private final int height;
  private final int radius;

  /** 1/z at the pixel's centre, per metre. */
  double inverse;

  /** Change of 1/z per pixel to the right. */
  double slopeX;

  /** Change of 1/z per pixel downwards. */
  double slopeY;

  /** Share of the window on the surface, 0..1. */
  double support;

  /**
   * A fitter.
   *
   * @param inverseDepth 1/z per pixel, 0 = unknown
   * @param radius of the window, pixels
   */
  SurfaceFit(float[] inverseDepth, int width, int height, int radius) {
    this.inverseDepth = inverseDepth;
    this.width = width;
    this.height = height;
    this.radius = radius;
  }

  /** Fits around a pixel; false where depth is unknown or no surface is clear (edges, noise). */
  boolean fit(int px, int py) {
    float centre = inverseDepth[py * width + px];
    if (!(centre > 0)) {
      return false;
    }
    double n = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    double sw = 0;
    double sxw = 0;
    double syw = 0;
    float tolerance = SAME_SURFACE * centre;
    int total = 0;
    for (int y = Math.max(0, py - radius); y <= Math.min(height - 1, py + radius); y++) {
      for (int x = Math.max(0, px - radius); x <= Math.min(width - 1, px + radius); x++) {
        total++;
        float w = inverseDepth[y * width + x];
        float difference = w - centre;
        if (w > 0 && Math.abs(difference) <= tolerance) {
          int dx = x - px;
          int dy = y - py;
          n++;
          sx += dx;
          sy += dy;
          sxx += dx * dx;
          sxy += dx * dy;
          syy += dy * dy;
          sw += difference;
          sxw += dx * difference;
          syw += dy * difference;
        }
      }
    }
    support = n / total;
    return support >= MIN_SUPPORT && solve(centre, n, sx, sy, sxx, sxy, syy, sw, sxw, syw);
  }

  private boolean solve(
      float centre,
      double n,
      double sx,
      double sy,
      double sxx,
      double sxy,
      double syy,
      double sw,
      double sxw,
      double syw) {
    double cxx = sxx - sx * sx / n;
    double cxy = sxy - sx * sy / n;
    double cyy = syy - sy * sy / n;
    double cxw = sxw - sx * sw / n;
    double cyw = syw - sy * sw / n;
    double det = cxx * cyy - cxy * cxy;
    if (!(det > 1e-3 * cxx * cyy) || !(n >= 6)) {
      return false;
    }
    slopeX = (cxw * cyy - cyw * cxy) / det;
    slopeY = (cyw * cxx - cxw * cxy) / det;
    inverse = centre + (sw - slopeX * sx - slopeY * sy) / n;
    return inverse > 0 && Math.abs(inverse - centre) <= SAME_SURFACE * centre;
  }
}
