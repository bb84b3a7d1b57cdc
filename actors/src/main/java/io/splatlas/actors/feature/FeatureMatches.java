package io.splatlas.actors.feature;

import io.splatlas.actors.geometry.EpipolarPair;
import java.util.Arrays;

/**
 * Which features of two views show the same thing: candidates lie near the epipolar line,
 * descriptors must be mutually best and clearly better than the second (Lowe 2004, section 7.1).
 */
public final class FeatureMatches {
  /** Smallest cosine of the angle between descriptors. */
  private static final float MIN_LIKENESS = 0.9f;

  /** The second best candidate must be this much farther away (ratio of squared distances). */
  private static final float RATIO = 0.5f;

  private final Features features;
  private final Features others;
  private final double maxError;
  private final int[] match;
  private final float[] taken;
  private final int[] takenBy;

  private FeatureMatches(Features features, Features others, double maxError) {
    this.features = features;
    this.others = others;
    this.maxError = maxError;
    match = new int[features.count()];
    Arrays.fill(match, -1);
    taken = new float[others.count()];
    takenBy = new int[others.count()];
    Arrays.fill(takenBy, -1);
  }

  /**
   * Matches the features of two views.
   *
   * @param epipolar from the first view to the second
   * @param maxError largest distance from the epipolar line, pixels: what the poses leave open
   * @return the feature of the second view that each of the first matches, -1 for none
   */
  public static int[] of(
      Features features, Features others, EpipolarPair epipolar, double maxError) {
    FeatureMatches matches = new FeatureMatches(features, others, maxError);
    double[] line = new double[3];
    for (int i = 0; i < features.count(); i++) {
      epipolar.select(features.u()[i], features.v()[i]);
      if (epipolar.line(line)) {
        matches.claim(i, line);
      }
    }
    return matches.match;
  }

  /** Looks for the best candidate; one that two features want goes to the one more alike. */
  private void claim(int i, double[] line) {
    float a = (float) line[0];
    float b = (float) line[1];
    float c = (float) line[2];
    float best = -1;
    float second = -1;
    int found = -1;
    for (int j = 0; j < others.count(); j++) {
      float distance = a * others.u()[j] + b * others.v()[j] + c;
      if (Math.abs(distance) <= maxError && others.white()[j] == features.white()[i]) {
        float likeness = likeness(i, j);
        if (likeness > best) {
          second = found >= 0 && near(found, j) ? second : best;
          best = likeness;
          found = j;
        } else if (likeness > second && !near(found, j)) {
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
  private boolean near(int i, int j) {
    float du = others.u()[i] - others.u()[j];
    float dv = others.v()[i] - others.v()[j];
    return du * du + dv * dv < 9;
  }

  private float likeness(int i, int j) {
    float sum = 0;
    int length = features.length();
    for (int k = 0; k < length; k++) {
      sum += features.descriptors()[i * length + k] * others.descriptors()[j * length + k];
    }
    return sum;
  }
}
