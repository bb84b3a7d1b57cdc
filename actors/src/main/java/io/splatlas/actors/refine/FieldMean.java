package io.splatlas.actors.refine;

import io.splatlas.gpu.GaussianSnapshot;

/** The mean of a field over what was lifted, each Gaussian by its weight. */
final class FieldMean {
  private FieldMean() {}

  static float[] of(GaussianSnapshot snapshot) {
    int channels = snapshot.gaussians().layout().features();
    int offset = snapshot.gaussians().layout().featureOffset();
    float[] mean = new float[channels];
    double all = 0;
    for (float weight : snapshot.liftingWeights()) {
      all += weight;
    }
    for (int d = 0; d < channels && all > 0; d++) {
      double sum = 0;
      for (int i = 0; i < snapshot.count(); i++) {
        sum += (double) snapshot.liftingWeights()[i] * snapshot.gaussians().planes()[offset + d][i];
      }
      mean[d] = (float) (sum / all);
    }
    return mean;
  }
}
