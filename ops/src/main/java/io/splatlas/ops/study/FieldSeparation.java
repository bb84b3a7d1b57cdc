package io.splatlas.ops.study;

import io.splatlas.gpu.GaussianSnapshot;
import java.util.HashMap;
import java.util.Map;

/** How well a field tells instances apart, whatever finds them. */
public final class FieldSeparation {
  private FieldSeparation() {}

  /**
   * The share of the field's variance that lies between instances, 0..1, over the Gaussians that
   * have one and into which something was lifted.
   */
  public static double of(GaussianSnapshot snapshot) {
    int channels = snapshot.gaussians().layout().features();
    int offset = snapshot.gaussians().layout().featureOffset();
    double within = 0;
    double total = 0;
    for (int d = 0; d < channels; d++) {
      float[] plane = snapshot.gaussians().planes()[offset + d];
      Map<Integer, double[]> groups = new HashMap<>();
      double[] all = new double[3];
      for (int i = 0; i < snapshot.count(); i++) {
        if (snapshot.instances()[i] != 0 && snapshot.liftingWeights()[i] > 0) {
          add(groups.computeIfAbsent(snapshot.instances()[i], id -> new double[3]), plane[i]);
          add(all, plane[i]);
        }
      }
      total += scatter(all);
      for (double[] group : groups.values()) {
        within += scatter(group);
      }
    }
    return total > 0 ? 1 - within / total : 0;
  }

  private static void add(double[] sums, double value) {
    sums[0]++;
    sums[1] += value;
    sums[2] += value * value;
  }

  private static double scatter(double[] sums) {
    return sums[0] == 0 ? 0 : Math.max(0, sums[2] - sums[1] * sums[1] / sums[0]);
  }
}
