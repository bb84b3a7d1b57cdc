package io.splatlas.gpu.reference;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.LiftingState;
import io.splatlas.gpu.reference.SplatList.Splat;

/** Adds the blend-weighted features of one view to the running sums of the Gaussians it sees. */
final class LiftingPass {
  private LiftingPass() {}

  /** Bytes this takes, at most. */
  static long bytes(HostGaussianSet set, FeatureMap map) {
    return (SplatList.BYTES + 8L * map.channels() + 8 + 24 + 32) * set.count();
  }

  static void run(HostGaussianSet set, Camera camera, FeatureMap map) {
    Splat[] splats = SplatList.of(set, camera, false, 0);
    double[][] sums = new double[splats.length][map.channels()];
    double[] weights = new double[splats.length];
    double[] feature = new double[map.channels()];
    PixelBlend.forEachPixel(
        splats,
        camera.width(),
        camera.height(),
        (x, y, pixel) -> {
          sample(map, (x + 0.5) / camera.width(), (y + 0.5) / camera.height(), feature);
          for (int k = 0; k < pixel.count(); k++) {
            double w = pixel.weight(k);
            double[] sum = sums[pixel.index(k)];
            weights[pixel.index(k)] += w;
            for (int c = 0; c < feature.length; c++) {
              sum[c] += w * feature[c];
            }
          }
        });
    LiftingState state = set.lifting();
    for (int s = 0; s < splats.length; s++) {
      int i = splats[s].gaussian();
      state.weights()[i] += (float) weights[s];
      for (int c = 0; c < feature.length; c++) {
        state.featureSums()[c][i] += (float) sums[s][c];
      }
    }
  }

  /** Bilinear between cell centres, the border cells continued outwards; position in 0..1. */
  private static void sample(FeatureMap map, double x, double y, double[] out) {
    double column = Math.clamp(x * map.width() - 0.5, 0, map.width() - 1);
    double row = Math.clamp(y * map.height() - 0.5, 0, map.height() - 1);
    int left = (int) column;
    int top = (int) row;
    int right = Math.min(left + 1, map.width() - 1);
    int bottom = Math.min(top + 1, map.height() - 1);
    double fx = column - left;
    double fy = row - top;
    for (int c = 0; c < out.length; c++) {
      int plane = c * map.width() * map.height();
      double above = mix(map, plane + top * map.width(), left, right, fx);
      double below = mix(map, plane + bottom * map.width(), left, right, fx);
      out[c] = above + fy * (below - above);
    }
  }

  private static double mix(FeatureMap map, int row, int left, int right, double fx) {
    double a = map.values()[row + left];
    return a + fx * (map.values()[row + right] - a);
  }
}
