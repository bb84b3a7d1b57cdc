package io.splatlas.gpu.reference;

import java.util.Arrays;

/**
 * The instance with the largest sum of blend weights at a pixel. "No instance" gets the weight of
 * its Gaussians and of the background. Equal weights go to the smaller id.
 */
final class DominantInstance {
  private int[] ids = new int[16];
  private double[] weights = new double[16];
  private int size;

  int of(PixelBlend pixel, int[] instances) {
    size = 0;
    add(0, pixel.background());
    for (int k = 0; k < pixel.count(); k++) {
      add(instances[pixel.splat(k).gaussian()], pixel.weight(k));
    }
    int best = 0;
    for (int k = 1; k < size; k++) {
      if (weights[k] > weights[best] || (weights[k] == weights[best] && ids[k] < ids[best])) {
        best = k;
      }
    }
    return ids[best];
  }

  private void add(int id, double weight) {
    for (int k = 0; k < size; k++) {
      if (ids[k] == id) {
        weights[k] += weight;
        return;
      }
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    ids[size] = id;
    weights[size++] = weight;
  }
}
