package io.splatlas.actors.scene;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;

/**
 * The box around the trusted Gaussians of a snapshot: those more opaque than transparent, without
 * the outermost half percent along each axis on each side, where stray ones float.
 */
final class SceneBounds {
  private static final int SAMPLES = 20_000;
  private static final double OUTLIERS = 0.005;

  private SceneBounds() {}

  /** Minimum x y z, maximum x y z, metres; empty when no Gaussian is trusted. */
  static float[] of(GaussianSnapshot snapshot) {
    float[][] planes = snapshot.gaussians().planes();
    int step = Math.max(1, snapshot.count() / SAMPLES);
    int[] trusted = new int[snapshot.count() / step + 1];
    int n = 0;
    for (int i = 0; i < snapshot.count(); i += step) {
      if (planes[GaussianLayout.OPACITY][i] > 0) {
        trusted[n++] = i;
      }
    }
    float[] box = new float[n == 0 ? 0 : 6];
    for (int axis = 0; axis < 3 && n > 0; axis++) {
      float[] values = new float[n];
      for (int k = 0; k < n; k++) {
        values[k] = planes[GaussianLayout.POSITION + axis][trusted[k]];
      }
      Arrays.sort(values);
      int cut = (int) (OUTLIERS * n);
      box[axis] = values[cut];
      box[axis + 3] = values[n - 1 - cut];
    }
    return box;
  }
}
