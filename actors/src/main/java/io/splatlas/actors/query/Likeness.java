package io.splatlas.actors.query;

import java.util.Map;

/**
 * How much what has certain semantic features looks like a picture: the cosine of what both differ
 * in from the mean instance of the scene, since features that are all positive are all alike in
 * direction.
 */
final class Likeness {
  private final float[] origin;
  private final double[] wanted;
  private final double length;

  /**
   * @param embeddings features of each instance, of the same channels as {@code wanted}
   * @param wanted what a teacher says of the picture, projected
   */
  Likeness(Map<Integer, float[]> embeddings, float[] wanted) {
    this.origin = mean(embeddings, wanted.length);
    this.wanted = new double[wanted.length];
    double squared = 0;
    for (int d = 0; d < wanted.length; d++) {
      this.wanted[d] = (double) wanted[d] - origin[d];
      squared += this.wanted[d] * this.wanted[d];
    }
    this.length = Math.sqrt(squared);
  }

  private static float[] mean(Map<Integer, float[]> embeddings, int channels) {
    float[] mean = new float[channels];
    for (float[] features : embeddings.values()) {
      for (int d = 0; d < channels; d++) {
        mean[d] += features[d] / embeddings.size();
      }
    }
    return mean;
  }

  /** Cosine, -1..1; 0 for what differs from the mean in nothing. */
  double of(float[] features) {
    return cosine(features, 0, 1, 1);
  }

  /** The cosine of features that lie apart, 0..1: what is unlike the picture is not told apart. */
  double level(float[] features, int from, int stride, double scale) {
    return Math.max(0, cosine(features, from, stride, scale));
  }

  private double cosine(float[] features, int from, int stride, double scale) {
    double dot = 0;
    double squared = 0;
    for (int d = 0; d < wanted.length; d++) {
      double x = scale * features[from + d * stride] - origin[d];
      dot += x * wanted[d];
      squared += x * x;
    }
    double product = Math.sqrt(squared) * length;
    return product > 0 ? Math.clamp(dot / product, -1, 1) : 0;
  }
}
