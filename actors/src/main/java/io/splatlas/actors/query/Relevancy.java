package io.splatlas.actors.query;

import io.splatlas.actors.model.FeatureProjection;

/**
 * How well a text describes what has certain semantic features (METHOD section 6, after LERF, Kerr
 * et al. 2023): the smallest over canonical phrases c of e^(10 q.t) / (e^(10 q.t) + e^(10 q.c)),
 * with q the features in the language's space, of unit length.
 *
 * <p>Works on the few projected channels s: with q ~ m + B^T s and orthonormal rows of B, q.t = t.m
 * + (B t).s and |q|^2 = |m|^2 + 2 (B m).s + |s|^2, so a pixel costs a few times D, whatever the
 * language's dimensions.
 */
final class Relevancy {
  private static final double SHARPNESS = 10;

  private final Line text;
  private final Line[] canonical;
  private final float[] meanAlong;
  private final double meanSquared;

  /** A dot product with m + B^T s as a function of s. */
  private record Line(double constant, float[] slope) {
    double at(float[] features, int from, int stride, double scale) {
      double sum = 0;
      for (int d = 0; d < slope.length; d++) {
        sum += slope[d] * features[from + d * stride];
      }
      return constant + scale * sum;
    }
  }

  Relevancy(EmbeddedText question, FeatureProjection projection) {
    text = line(question.text(), projection);
    canonical = new Line[question.canonical().length];
    for (int i = 0; i < canonical.length; i++) {
      canonical[i] = line(question.canonical()[i], projection);
    }
    float[] mean = projection.mean();
    Line squared =
        mean == null ? new Line(0, new float[projection.channels()]) : line(mean, projection);
    meanSquared = squared.constant();
    meanAlong = squared.slope();
  }

  private static Line line(float[] vector, FeatureProjection projection) {
    float[] mean = projection.mean();
    float[][] basis = projection.basis();
    if (mean == null || basis == null) {
      return new Line(0, vector);
    }
    float[] slope = new float[projection.channels()];
    for (int d = 0; d < slope.length; d++) {
      slope[d] = (float) dot(basis[d], vector);
    }
    return new Line(dot(mean, vector), slope);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Cosine with the text, -1..1; 0 for features of no direction. */
  double similarity(float[] features) {
    double length = length(features, 0, 1, 1);
    return length > 0 ? Math.clamp(text.at(features, 0, 1, 1) / length, -1, 1) : 0;
  }

  /** Relevancy, 0..1; 0 for features of no direction. */
  double of(float[] features) {
    return of(features, 0, 1, 1);
  }

  /**
   * Relevancy of features that lie apart.
   *
   * @param stride between one channel and the next
   * @param scale they are multiplied by
   */
  double of(float[] features, int from, int stride, double scale) {
    double length = length(features, from, stride, scale);
    if (!(length > 0)) {
      return 0;
    }
    double wanted = text.at(features, from, stride, scale) / length;
    double least = 1;
    for (Line phrase : canonical) {
      double other = phrase.at(features, from, stride, scale) / length;
      least = Math.min(least, 1 / (1 + Math.exp(SHARPNESS * (other - wanted))));
    }
    return least;
  }

  private double length(float[] features, int from, int stride, double scale) {
    double along = 0;
    double squared = 0;
    for (int d = 0; d < meanAlong.length; d++) {
      double s = scale * features[from + d * stride];
      along += meanAlong[d] * s;
      squared += s * s;
    }
    return Math.sqrt(Math.max(0, meanSquared + 2 * along + squared));
  }
}
