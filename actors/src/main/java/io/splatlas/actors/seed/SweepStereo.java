package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.Warp;
import java.util.Arrays;
import java.util.List;

/** Depth of a view from others of known pose: sweep, aggregate, choose, smooth. */
final class SweepStereo {
  static final int MIN_PLANES = 16;
  static final int MAX_PLANES = 96;

  /** Displacement between neighbouring planes in the view that moves most, reduced pixels. */
  private static final double PLANE_PIXELS = 1.0;

  /** Steps of the refinement to each side of the coarse depth; together one coarse plane. */
  static final int FINE_STEPS = 3;

  /** What a refined depth must be better by to leave the coarse one: keeps flat ground smooth. */
  private static final float STAY = 0.01f;

  /** Ratio of inverse depths up to which neighbours are taken as one surface. */
  private static final float SAME_SURFACE = 1.1f;

  /** Raw cost at which confidence is gone. */
  private static final float HOPELESS = 0.7f;

  private float[][] cost = new float[0][];
  private float[][] sum = new float[0][];

  /**
   * Estimates depth on the fine image of the reference.
   *
   * @param sources at least one
   * @param far smallest inverse depth, per metre, at least 0
   * @param near largest inverse depth, per metre
   */
  StereoDepth estimate(StereoView reference, List<StereoView> sources, double far, double near) {
    List<LumaImage> coarse = sources.stream().map(source -> source.coarse).toList();
    List<LumaImage> fine = sources.stream().map(source -> source.fine).toList();
    StereoDepth first = sweep(reference.coarse, coarse, far, near);
    return refine(reference.fine, fine, reference.coarse, first);
  }

  /** Finds depth among planes over the whole range. */
  private StereoDepth sweep(LumaImage reference, List<LumaImage> sources, double far, double near) {
    float[] planes = planes(reference, sources, far, near);
    reserve(planes.length, reference.pixels());
    float[][] volume = Arrays.copyOf(cost, planes.length);
    float[][] total = Arrays.copyOf(sum, planes.length);
    new PlaneSweep(reference).costs(sources, planes, volume);
    new SemiGlobal(reference, planes.length).aggregate(volume, total);
    return choose(reference, planes, volume, total);
  }

  /** Finds depth near that of a coarser image, at the resolution of a finer one. */
  private static StereoDepth refine(
      LumaImage reference, List<LumaImage> sources, LumaImage coarse, StereoDepth first) {
    float[] start = enlarge(reference, coarse, first.inverse());
    PlaneSweep sweep = new PlaneSweep(reference);
    float step = first.step() / FINE_STEPS;
    int n = reference.pixels();
    float[][] costs = new float[2 * FINE_STEPS + 1][n];
    for (int k = 0; k < costs.length; k++) {
      sweep.costs(sources, start, (k - FINE_STEPS) * step, costs[k]);
    }
    float[] inverse = new float[n];
    float[] confidence = new float[n];
    for (int p = 0; p < n; p++) {
      if (start[p] > 0 && reference.valid[p] != 0) {
        int best = FINE_STEPS;
        float least = costs[best][p] - STAY;
        for (int k = 0; k < costs.length; k++) {
          if (costs[k][p] < least) {
            least = costs[k][p];
            best = k;
          }
        }
        float within = best > 0 && best < costs.length - 1 ? offset(costs, best, p) : 0;
        inverse[p] = Math.max(0, start[p] + (best - FINE_STEPS + within) * step);
        confidence[p] = Math.max(0, 1 - costs[best][p] / HOPELESS);
      }
    }
    return new StereoDepth(inverse, confidence, step);
  }

  /** Interpolates inverse depth where the four around belong together, else takes the nearest. */
  private static float[] enlarge(LumaImage to, LumaImage from, float[] inverse) {
    float[] out = new float[to.pixels()];
    float ratio = (float) to.factor / from.factor;
    for (int y = 0; y < to.height; y++) {
      float v = Math.clamp((y + 0.5f) * ratio - 0.5f, 0, from.height - 1);
      int j = Math.min((int) v, Math.max(0, from.height - 2));
      for (int x = 0; x < to.width; x++) {
        float u = Math.clamp((x + 0.5f) * ratio - 0.5f, 0, from.width - 1);
        int i = Math.min((int) u, Math.max(0, from.width - 2));
        out[y * to.width + x] = interpolate(from, inverse, i, j, u - i, v - j);
      }
    }
    return out;
  }

  private static float interpolate(
      LumaImage from, float[] inverse, int i, int j, float a, float b) {
    int p = j * from.width + i;
    int right = from.width > 1 ? 1 : 0;
    int down = from.height > 1 ? from.width : 0;
    float w00 = inverse[p];
    float w10 = inverse[p + right];
    float w01 = inverse[p + down];
    float w11 = inverse[p + down + right];
    float low = Math.min(Math.min(w00, w10), Math.min(w01, w11));
    float high = Math.max(Math.max(w00, w10), Math.max(w01, w11));
    if (low > 0 && high < SAME_SURFACE * low) {
      float top = w00 + a * (w10 - w00);
      return top + b * (w01 + a * (w11 - w01) - top);
    }
    float upper = a < 0.5f ? w00 : w10;
    float lower = a < 0.5f ? w01 : w11;
    return b < 0.5f ? upper : lower;
  }

  private void reserve(int planes, int pixels) {
    if (cost.length < planes || cost[0].length != pixels) {
      cost = new float[planes][pixels];
      sum = new float[planes][pixels];
    }
  }

  static float[] planes(LumaImage reference, List<LumaImage> sources, double far, double near) {
    double displacement = 0;
    for (LumaImage source : sources) {
      displacement = Math.max(displacement, displacement(reference, source, far, near));
    }
    int count =
        Math.clamp((long) Math.ceil(displacement / PLANE_PIXELS) + 1, MIN_PLANES, MAX_PLANES);
    float[] planes = new float[count];
    for (int d = 0; d < count; d++) {
      planes[d] = (float) (far + (near - far) * d / (count - 1));
    }
    return planes;
  }

  /**
   * How far the image of a point moves between two inverse depths, reduced pixels; the median of
   * places.
   */
  static double displacement(LumaImage reference, LumaImage source, double far, double near) {
    float[] a = Warp.matrix(reference.geometry, source.geometry, far);
    float[] b = Warp.matrix(reference.geometry, source.geometry, near);
    double[] found = new double[9];
    for (int k = 0; k < 9; k++) {
      double u = reference.width * (1 + k % 3) / 4.0;
      double v = reference.height * (1 + k / 3) / 4.0;
      double wa = a[6] * u + a[7] * v + a[8];
      double wb = b[6] * u + b[7] * v + b[8];
      double du = (a[0] * u + a[1] * v + a[2]) / wa - (b[0] * u + b[1] * v + b[2]) / wb;
      double dv = (a[3] * u + a[4] * v + a[5]) / wa - (b[3] * u + b[4] * v + b[5]) / wb;
      found[k] = wa > 0 && wb > 0 ? Math.hypot(du, dv) : 0;
    }
    Arrays.sort(found);
    return found[4];
  }

  private static StereoDepth choose(
      LumaImage reference, float[] planes, float[][] cost, float[][] total) {
    int n = reference.pixels();
    float step = planes[1] - planes[0];
    float[] least = total[0].clone();
    int[] chosen = new int[n];
    for (int d = 1; d < planes.length; d++) {
      float[] plane = total[d];
      for (int p = 0; p < n; p++) {
        if (plane[p] < least[p]) {
          least[p] = plane[p];
          chosen[p] = d;
        }
      }
    }
    float[] inverse = new float[n];
    float[] confidence = new float[n];
    for (int p = 0; p < n; p++) {
      int d = chosen[p];
      if (reference.valid[p] != 0 && d > 0 && d < planes.length - 1) {
        inverse[p] = planes[d] + step * offset(total, d, p);
        float raw = Math.min(cost[d][p], Math.min(cost[d - 1][p], cost[d + 1][p]));
        confidence[p] = Math.max(0, 1 - raw / HOPELESS);
      }
    }
    return new StereoDepth(inverse, confidence, step);
  }

  /** Where between planes the cost is least: the vertex of a parabola, -0.5 to 0.5. */
  private static float offset(float[][] total, int d, int p) {
    float before = total[d - 1][p];
    float after = total[d + 1][p];
    float curvature = before + after - 2 * total[d][p];
    return curvature <= 0 ? 0 : Math.clamp(0.5f * (before - after) / curvature, -0.5f, 0.5f);
  }
}
