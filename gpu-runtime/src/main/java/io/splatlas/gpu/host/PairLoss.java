package io.splatlas.gpu.host;

import io.splatlas.gpu.FieldPairs;

/**
 * The regulariser of METHOD section 5: neighbours in space alike, far ones not. Both ends of a pair
 * get its gradient, so that every anchor meets its own neighbours and nobody else's.
 */
public final class PairLoss {
  /** Shorter vectors have no direction. */
  public static final double SHORTEST = 1e-6;

  private PairLoss() {}

  /**
   * The loss, and its gradient added to the set's field.
   *
   * @param weight of the loss in the total
   */
  public static double add(HostGaussianSet set, FieldPairs pairs, float[] origin, double weight) {
    double near = 0;
    double far = 0;
    for (int k = 0; k < pairs.count(); k++) {
      boolean alike = k < pairs.near();
      double cosine = cosine(set, pairs.first()[k], pairs.second()[k], origin);
      if (alike) {
        near += 1 - cosine;
      } else {
        far += Math.max(0, cosine);
      }
      double slope = alike ? -weight / pairs.near() : cosine > 0 ? weight / pairs.far() : 0;
      if (slope != 0) {
        pull(set, pairs.first()[k], pairs.second()[k], origin, slope, cosine);
      }
    }
    return (pairs.near() > 0 ? near / pairs.near() : 0) + (pairs.far() > 0 ? far / pairs.far() : 0);
  }

  private static double cosine(HostGaussianSet set, int a, int b, float[] origin) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < origin.length; d++) {
      float[] plane = set.planes()[set.layout().featureOffset() + d];
      double x = plane[a] - origin[d];
      double y = plane[b] - origin[d];
      dot += x * y;
      aa += x * x;
      bb += y * y;
    }
    return aa > SHORTEST * SHORTEST && bb > SHORTEST * SHORTEST ? dot / Math.sqrt(aa * bb) : 0;
  }

  /** d cos / dx = (y / |y| - cos x / |x|) / |x|. */
  private static void pull(
      HostGaussianSet set, int a, int b, float[] origin, double slope, double cosine) {
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < origin.length; d++) {
      float[] plane = set.planes()[set.layout().featureOffset() + d];
      aa += (plane[a] - origin[d]) * (double) (plane[a] - origin[d]);
      bb += (plane[b] - origin[d]) * (double) (plane[b] - origin[d]);
    }
    if (!(aa > SHORTEST * SHORTEST && bb > SHORTEST * SHORTEST)) {
      return;
    }
    double both = Math.sqrt(aa * bb);
    for (int d = 0; d < origin.length; d++) {
      float[] plane = set.planes()[set.layout().featureOffset() + d];
      double x = plane[a] - origin[d];
      double y = plane[b] - origin[d];
      float[] gradient = set.field().gradient()[d];
      gradient[a] += (float) (slope * (y / both - cosine * x / aa));
      gradient[b] += (float) (slope * (x / both - cosine * y / bb));
    }
  }
}
