package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;

/** The mean of a map under a mask, each pixel counting as its cell. */
final class RegionMean {
  private RegionMean() {}

  static float[] of(Region region, FeatureMap dense) {
    int cells = dense.width() * dense.height();
    int[] counts = new int[cells];
    int all = 0;
    for (int y = region.top(); y < region.bottom(); y++) {
      int row = y * dense.height() / region.height() * dense.width();
      for (int x = region.left(); x < region.right(); x++) {
        if (region.mask()[y * region.width() + x]) {
          counts[row + x * dense.width() / region.width()]++;
          all++;
        }
      }
    }
    float[] mean = new float[dense.channels()];
    for (int c = 0; c < mean.length && all > 0; c++) {
      double sum = 0;
      for (int cell = 0; cell < cells; cell++) {
        sum += (double) counts[cell] * dense.values()[c * cells + cell];
      }
      mean[c] = (float) (sum / all);
    }
    return mean;
  }
}
