package io.splatlas.actors.seed;

import io.splatlas.actors.feature.FeatureMatches;
import io.splatlas.actors.feature.Features;
import io.splatlas.actors.geometry.EpipolarPair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Triangulates features of a view with those of others of known pose; the depths that different
 * views give must agree.
 */
final class FeatureMatcher {
  /** Largest distance from the epipolar line and largest reprojection error, pixels. */
  private static final double MAX_ERROR = 1.5;

  /** An error of one pixel may change the depth by at most this share. */
  private static final double MAX_UNCERTAINTY = 0.12;

  /**
   * Triangulated features of one view.
   *
   * @param count of points
   * @param u image positions, pixels
   * @param v image positions, pixels
   * @param inverse 1/z, per metre
   * @param views others that agree
   */
  record Triangulated(int count, float[] u, float[] v, float[] inverse, int[] views) {}

  private FeatureMatcher() {}

  private record Pair(EpipolarPair epipolar, Features other, int[] match) {}

  static Triangulated triangulate(StereoView view, Features features, List<StereoView> others) {
    Pair[] pairs = new Pair[others.size()];
    for (int k = 0; k < pairs.length; k++) {
      pairs[k] = pair(view, features, others.get(k));
    }
    int n = features.count();
    float[] u = new float[n];
    float[] v = new float[n];
    float[] inverse = new float[n];
    int[] views = new int[n];
    int count = 0;
    double[] found = new double[2];
    for (int i = 0; i < n; i++) {
      if (fuse(features, i, pairs, found)) {
        u[count] = features.u()[i];
        v[count] = features.v()[i];
        inverse[count] = (float) found[0];
        views[count] = (int) found[1];
        count++;
      }
    }
    return new Triangulated(count, u, v, inverse, views);
  }

  private static @Nullable Pair pair(StereoView view, Features features, StereoView other) {
    Features others = other.features;
    if (others == null) {
      return null;
    }
    EpipolarPair epipolar = new EpipolarPair(view.geometry, other.geometry);
    return new Pair(epipolar, others, FeatureMatches.of(features, others, epipolar, MAX_ERROR));
  }

  /**
   * Takes the depth that most views agree on.
   *
   * @param found inverse depth, agreeing views
   */
  private static boolean fuse(Features features, int i, Pair[] pairs, double[] found) {
    double best = 0;
    int agreeing = 0;
    for (Pair pair : pairs) {
      if (pair != null && pair.match()[i] >= 0) {
        double inverse = inverseDepth(features, i, pair);
        int count = inverse > 0 ? agreeing(features, i, pairs, inverse) : 0;
        if (count > agreeing) {
          agreeing = count;
          best = inverse;
        }
      }
    }
    if (agreeing == 0) {
      return false;
    }
    found[0] = refined(features, i, pairs, best);
    found[1] = agreeing;
    return found[0] > 0;
  }

  private static double inverseDepth(Features features, int i, Pair pair) {
    int j = pair.match()[i];
    pair.epipolar().select(features.u()[i], features.v()[i]);
    double inverse = pair.epipolar().inverseDepth(pair.other().u()[j], pair.other().v()[j]);
    boolean certain = 1 / (pair.epipolar().sensitivity(inverse) * inverse) < MAX_UNCERTAINTY;
    return certain && agrees(pair, j, inverse) ? inverse : 0;
  }

  private static boolean agrees(Pair pair, int j, double inverse) {
    return pair.epipolar().error(inverse, pair.other().u()[j], pair.other().v()[j]) <= MAX_ERROR;
  }

  private static int agreeing(Features features, int i, Pair[] pairs, double inverse) {
    int count = 0;
    for (Pair pair : pairs) {
      if (pair != null && pair.match()[i] >= 0) {
        pair.epipolar().select(features.u()[i], features.v()[i]);
        count += agrees(pair, pair.match()[i], inverse) ? 1 : 0;
      }
    }
    return count;
  }

  /** The mean of what agreeing views say, each weighted by how well it can tell. */
  private static double refined(Features features, int i, Pair[] pairs, double inverse) {
    double sum = 0;
    double weights = 0;
    for (Pair pair : pairs) {
      if (pair != null && pair.match()[i] >= 0) {
        int j = pair.match()[i];
        pair.epipolar().select(features.u()[i], features.v()[i]);
        if (agrees(pair, j, inverse)) {
          double sensitivity = pair.epipolar().sensitivity(inverse);
          double weight = sensitivity * sensitivity;
          sum += weight * pair.epipolar().inverseDepth(pair.other().u()[j], pair.other().v()[j]);
          weights += weight;
        }
      }
    }
    return weights > 0 ? sum / weights : 0;
  }
}
