package io.splatlas.actors.seed;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Triangulates features of a view with those of others of known pose: candidates lie near the
 * epipolar line, descriptors must be mutually best and clearly better than the second, and the
 * depths that different views give must agree.
 */
final class FeatureMatcher {
  /** Largest distance from the epipolar line and largest reprojection error, pixels. */
  private static final double MAX_ERROR = 1.5;

  /** Smallest cosine of the angle between descriptors. */
  private static final float MIN_LIKENESS = 0.9f;

  /** The second best candidate must be this much farther away (ratio of squared distances). */
  private static final float RATIO = 0.5f;

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
    return new Pair(epipolar, others, match(features, others, epipolar));
  }

  /** The feature of the other view that each feature matches, -1 for none. */
  private static int[] match(Features features, Features others, EpipolarPair epipolar) {
    int[] match = new int[features.count()];
    float[] taken = new float[others.count()];
    int[] takenBy = new int[others.count()];
    Arrays.fill(takenBy, -1);
    double[] line = new double[3];
    for (int i = 0; i < match.length; i++) {
      match[i] = -1;
      epipolar.select(features.u()[i], features.v()[i]);
      if (epipolar.line(line)) {
        claim(features, i, others, line, match, taken, takenBy);
      }
    }
    return match;
  }

  /** Looks for the best candidate; one that two features want goes to the one more alike. */
  private static void claim(
      Features features,
      int i,
      Features others,
      double[] line,
      int[] match,
      float[] taken,
      int[] takenBy) {
    float a = (float) line[0];
    float b = (float) line[1];
    float c = (float) line[2];
    float best = -1;
    float second = -1;
    int found = -1;
    for (int j = 0; j < others.count(); j++) {
      float distance = a * others.u()[j] + b * others.v()[j] + c;
      if (Math.abs(distance) <= MAX_ERROR && others.white()[j] == features.white()[i]) {
        float likeness = likeness(features, i, others, j);
        if (likeness > best) {
          second = found >= 0 && near(others, found, j) ? second : best;
          best = likeness;
          found = j;
        } else if (likeness > second && !near(others, found, j)) {
          second = likeness;
        }
      }
    }
    boolean clear = best >= MIN_LIKENESS && 1 - best < RATIO * (1 - second);
    if (clear && (takenBy[found] < 0 || taken[found] < best)) {
      if (takenBy[found] >= 0) {
        match[takenBy[found]] = -1;
      }
      takenBy[found] = i;
      taken[found] = best;
      match[i] = found;
    }
  }

  /** The same corner at two scales is no rival of itself. */
  private static boolean near(Features features, int i, int j) {
    float du = features.u()[i] - features.u()[j];
    float dv = features.v()[i] - features.v()[j];
    return du * du + dv * dv < 9;
  }

  private static float likeness(Features a, int i, Features b, int j) {
    float sum = 0;
    int length = a.length();
    for (int k = 0; k < length; k++) {
      sum += a.descriptors()[i * length + k] * b.descriptors()[j * length + k];
    }
    return sum;
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
