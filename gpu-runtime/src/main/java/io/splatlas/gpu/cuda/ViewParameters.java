package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;

/** The structure {@code View} of common.cuh. */
final class ViewParameters {
  private static final int VALUES = 25;
  private static final double CLAMP_MARGIN = 0.3;

  private ViewParameters() {}

  /** One camera, as the kernels take it. */
  static float[] of(Camera camera) {
    double[] w = camera.worldToCamera();
    double[] centre = camera.centre();
    double marginX = CLAMP_MARGIN * camera.width() / (2 * camera.fx());
    double marginY = CLAMP_MARGIN * camera.height() / (2 * camera.fy());
    float[] v = new float[VALUES];
    for (int a = 0; a < 3; a++) {
      for (int k = 0; k < 3; k++) {
        v[3 * a + k] = (float) w[4 * a + k];
      }
      v[9 + a] = (float) centre[a];
      v[12 + a] = (float) (centre[a] - v[9 + a]);
    }
    v[15] = (float) camera.fx();
    v[16] = (float) camera.fy();
    v[17] = (float) camera.cx();
    v[18] = (float) camera.cy();
    v[19] = (float) (-camera.cx() / camera.fx() - marginX);
    v[20] = (float) ((camera.width() - camera.cx()) / camera.fx() + marginX);
    v[21] = (float) (-camera.cy() / camera.fy() - marginY);
    v[22] = (float) ((camera.height() - camera.cy()) / camera.fy() + marginY);
    v[23] = camera.width();
    v[24] = camera.height();
    return v;
  }
}
