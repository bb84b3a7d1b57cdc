package io.splatlas.gpu.reference;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.SplatColour;
import io.splatlas.gpu.host.SplatProjector;
import java.util.Arrays;
import java.util.Comparator;

/** The Gaussians that reach one image, projected and sorted front to back (ties by row). */
final class SplatList {
  /** Bytes a splat takes, its object header included. */
  static final long BYTES = 168;

  /** One projected Gaussian, see {@link SplatProjector} for the fields. */
  record Splat(
      int gaussian,
      double u,
      double v,
      double z,
      double conicXx,
      double conicXy,
      double conicYy,
      double opacity,
      double radiusX,
      double radiusY,
      double red,
      double green,
      double blue) {

    /** Whether the box of alpha at least 1/255 holds this row of pixel centres. */
    boolean reachesRow(double y) {
      return Math.abs(y - v) <= radiusY;
    }

    /** Half the squared Mahalanobis distance of a pixel centre. */
    double halfDistance(double x, double y) {
      double dx = x - u;
      double dy = y - v;
      return 0.5 * (conicXx * dx * dx + conicYy * dy * dy) + conicXy * dx * dy;
    }
  }

  private SplatList() {}

  static Splat[] of(HostGaussianSet set, Camera camera, boolean antialiased, int shDegree) {
    int degree = Math.min(shDegree, set.layout().shDegree());
    SplatProjector projector = new SplatProjector(camera, antialiased);
    SplatColour colour = new SplatColour(camera, degree);
    Splat[] splats = new Splat[set.count()];
    int n = 0;
    for (int i = 0; i < set.count(); i++) {
      if (projector.project(set.planes(), i)) {
        colour.evaluate(set.planes(), i);
        splats[n++] = splat(i, projector, colour.rgb);
      }
    }
    Splat[] visible = Arrays.copyOf(splats, n);
    Arrays.sort(visible, Comparator.comparingDouble(Splat::z).thenComparingInt(Splat::gaussian));
    return visible;
  }

  private static Splat splat(int gaussian, SplatProjector p, double[] rgb) {
    return new Splat(
        gaussian, p.u, p.v, p.z, p.conicXx, p.conicXy, p.conicYy, p.opacity, p.radiusX, p.radiusY,
        rgb[0], rgb[1], rgb[2]);
  }
}
