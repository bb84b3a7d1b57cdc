package io.splatlas.actors.query;

import io.splatlas.gpu.GaussianSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mean semantic features of each instance. A Gaussian counts by its lifted weight, so that an
 * instance's mean is that of all teacher pixels that were lifted into it.
 */
final class InstanceEmbeddings {
  private InstanceEmbeddings() {}

  /** Features by instance id; instances into which nothing was lifted are left out. */
  static Map<Integer, float[]> of(GaussianSnapshot snapshot) {
    int offset = snapshot.gaussians().layout().featureOffset();
    int channels = snapshot.gaussians().layout().features();
    float[][] planes = snapshot.gaussians().planes();
    Map<Integer, double[]> sums = new LinkedHashMap<>();
    for (int i = 0; i < snapshot.count(); i++) {
      float weight = snapshot.liftingWeights()[i];
      if (snapshot.instances()[i] != 0 && weight > 0) {
        double[] sum =
            sums.computeIfAbsent(snapshot.instances()[i], first -> new double[channels + 1]);
        for (int d = 0; d < channels; d++) {
          sum[d] += (double) weight * planes[offset + d][i];
        }
        sum[channels] += weight;
      }
    }
    Map<Integer, float[]> means = new LinkedHashMap<>();
    sums.forEach(
        (id, sum) -> {
          float[] mean = new float[channels];
          for (int d = 0; d < channels; d++) {
            mean[d] = (float) (sum[d] / sum[channels]);
          }
          means.put(id, mean);
        });
    return means;
  }
}
