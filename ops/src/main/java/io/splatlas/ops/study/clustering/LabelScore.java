package io.splatlas.ops.study.clustering;

import io.splatlas.ops.eval.SegmentationScore;

/**
 * How well instances fit the truth.
 *
 * @param segmentation object by object, on held-out views
 * @param consistency share of pixel pairs of one surface point with one id, NaN where no two
 *     held-out views see one
 * @param instances how many there are
 */
public record LabelScore(SegmentationScore segmentation, double consistency, int instances) {
  /** Mean intersection over union. */
  public double miou() {
    return segmentation.miou();
  }
}
