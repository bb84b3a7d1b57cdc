package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.Warp;
import java.util.Arrays;
import java.util.List;

/**
 * Plane-sweep stereo (Collins 1996; Gallup et al. 2007, fronto-parallel planes uniform in inverse
 * depth) with zero-mean normalised cross-correlation: other views are warped onto the reference
 * over each plane and compared in a window; of the views the best half counts, which copes with
 * occlusion. Loops run over rows of plain float arrays so that the compiler can vectorise them.
 */
final class PlaneSweep {
  /** Window, pixels to each side. */
  private static final int RADIUS = 2;

  private static final int SIDE = 2 * RADIUS + 1;
  private static final float AREA = SIDE * SIDE;

  /** Variance of luma below which a window is flat and correlation is noise. */
  private static final float FLAT = 1.5e-5f;

  /** Cost where no view sees the plane, between good (0) and unlike (1). */
  private static final float UNSEEN = 0.75f;

  private final LumaImage reference;
  private final int width;
  private final int height;
  private final float[] mean;
  private final float[] inverseDeviation;
  private final float[] warped;
  private final float[] best;
  private final float[] second;
  private final float[] rowU;
  private final float[] rowV;
  private final float[] columnJ;
  private final float[] columnJj;
  private final float[] columnIj;
  private final float[] score;

  PlaneSweep(LumaImage reference) {
    this.reference = reference;
    width = reference.width;
    height = reference.height;
    int n = width * height;
    mean = new float[n];
    inverseDeviation = new float[n];
    warped = new float[n];
    best = new float[n];
    second = new float[n];
    rowU = new float[width];
    rowV = new float[width];
    columnJ = new float[width];
    columnJj = new float[width];
    columnIj = new float[width];
    score = new float[width];
    statistics();
  }

  private void statistics() {
    float[] luma = reference.luma;
    for (int y = RADIUS; y < height - RADIUS; y++) {
      for (int x = RADIUS; x < width - RADIUS; x++) {
        float sum = 0;
        float squares = 0;
        for (int j = -RADIUS; j <= RADIUS; j++) {
          for (int i = -RADIUS; i <= RADIUS; i++) {
            float value = luma[(y + j) * width + x + i];
            sum += value;
            squares += value * value;
          }
        }
        int p = y * width + x;
        mean[p] = sum / AREA;
        float variance = Math.max(0, squares / AREA - mean[p] * mean[p]);
        inverseDeviation[p] = 1 / (float) Math.sqrt(variance + FLAT);
      }
    }
  }

  /**
   * Matching cost per plane and pixel, 0 (alike) to 1 (unlike).
   *
   * @param planes inverse depths, per metre
   * @param cost [plane][pixel], filled in
   */
  void costs(List<LumaImage> sources, float[] planes, float[][] cost) {
    for (int d = 0; d < planes.length; d++) {
      Arrays.fill(best, -1);
      Arrays.fill(second, -1);
      for (LumaImage source : sources) {
        warp(source, planes[d]);
        correlate();
      }
      toCost(sources.size(), cost[d]);
    }
  }

  /**
   * Matching cost of a depth per pixel instead of a plane: the window bends with the surface.
   *
   * @param inverse 1/z per pixel; 0 = not known, which costs as if unseen
   * @param offset added to every known inverse depth
   * @param cost per pixel, filled in
   */
  void costs(List<LumaImage> sources, float[] inverse, float offset, float[] cost) {
    Arrays.fill(best, -1);
    Arrays.fill(second, -1);
    for (LumaImage source : sources) {
      float[] far = Warp.matrix(reference.geometry, source.geometry, 0);
      float[] unit = Warp.matrix(reference.geometry, source.geometry, 1);
      float[] slope = {unit[2] - far[2], unit[5] - far[5], unit[8] - far[8]};
      for (int y = 0; y < height; y++) {
        row(far, slope, y + 0.5f, inverse, offset, y * width);
        sample(source, y * width);
      }
      correlate();
    }
    toCost(sources.size(), cost);
  }

  private void row(float[] m, float[] slope, float v, float[] inverse, float offset, int base) {
    for (int x = 0; x < width; x++) {
      float u = x + 0.5f;
      float known = inverse[base + x];
      float depth = known > 0 ? known + offset : Float.NaN;
      float w = 1 / (m[6] * u + m[7] * v + m[8] + depth * slope[2]);
      rowU[x] = (m[0] * u + m[1] * v + m[2] + depth * slope[0]) * w - 0.5f;
      rowV[x] = (m[3] * u + m[4] * v + m[5] + depth * slope[1]) * w - 0.5f;
    }
  }

  private void toCost(int views, float[] cost) {
    boolean single = views == 1;
    for (int p = 0; p < cost.length; p++) {
      float first = best[p];
      float other = single || second[p] <= -1 ? first : second[p];
      cost[p] = first <= -1 ? UNSEEN : Math.min(1, 1 - 0.5f * (first + other));
    }
  }

  /** Warps a view over a plane; NaN where it does not see the plane's point. */
  private void warp(LumaImage source, float inverse) {
    float[] m = Warp.matrix(reference.geometry, source.geometry, inverse);
    for (int y = 0; y < height; y++) {
      row(m, y + 0.5f);
      sample(source, y * width);
    }
  }

  private void row(float[] m, float v) {
    float au = m[1] * v + m[2];
    float av = m[4] * v + m[5];
    float aw = m[7] * v + m[8];
    for (int x = 0; x < width; x++) {
      float u = x + 0.5f;
      float w = 1 / (m[6] * u + aw);
      rowU[x] = (m[0] * u + au) * w - 0.5f;
      rowV[x] = (m[3] * u + av) * w - 0.5f;
    }
  }

  private void sample(LumaImage source, int base) {
    int sourceWidth = source.width;
    float maxU = sourceWidth - 1.001f;
    float maxV = source.height - 1.001f;
    float[] luma = source.luma;
    for (int x = 0; x < width; x++) {
      float u = rowU[x];
      float v = rowV[x];
      float value = Float.NaN;
      if (u >= 0 && v >= 0 && u <= maxU && v <= maxV) {
        int i = (int) u;
        int j = (int) v;
        float a = u - i;
        float b = v - j;
        int p = j * sourceWidth + i;
        float top = luma[p] + a * (luma[p + 1] - luma[p]);
        float bottom =
            luma[p + sourceWidth] + a * (luma[p + sourceWidth + 1] - luma[p + sourceWidth]);
        value = top + b * (bottom - top);
      }
      warped[base + x] = value;
    }
  }

  /** Correlates the warped view with the reference and keeps the best two scores per pixel. */
  private void correlate() {
    for (int y = RADIUS; y < height - RADIUS; y++) {
      columns(y);
      scores(y * width);
      keep(y * width);
    }
  }

  /** Sums over the window's rows; fresh for every row, so that NaN does not linger. */
  private void columns(int y) {
    float[] luma = reference.luma;
    int begin = (y - RADIUS) * width;
    for (int x = 0; x < width; x++) {
      float j = 0;
      float jj = 0;
      float ij = 0;
      for (int k = 0; k < SIDE; k++) {
        float value = warped[begin + k * width + x];
        j += value;
        jj += value * value;
        ij += value * luma[begin + k * width + x];
      }
      columnJ[x] = j;
      columnJj[x] = jj;
      columnIj[x] = ij;
    }
  }

  private void scores(int base) {
    for (int x = RADIUS; x < width - RADIUS; x++) {
      float j = columnJ[x - 2] + columnJ[x - 1] + columnJ[x] + columnJ[x + 1] + columnJ[x + 2];
      float jj =
          columnJj[x - 2] + columnJj[x - 1] + columnJj[x] + columnJj[x + 1] + columnJj[x + 2];
      float ij =
          columnIj[x - 2] + columnIj[x - 1] + columnIj[x] + columnIj[x + 1] + columnIj[x + 2];
      float meanJ = j / AREA;
      float variance = Math.max(0, jj / AREA - meanJ * meanJ) + FLAT;
      float covariance = ij / AREA - meanJ * mean[base + x];
      score[x] = covariance * inverseDeviation[base + x] / (float) Math.sqrt(variance);
    }
  }

  private void keep(int base) {
    for (int x = RADIUS; x < width - RADIUS; x++) {
      float s = score[x];
      float top = best[base + x];
      if (s > top) {
        best[base + x] = s;
        second[base + x] = top;
      } else if (s > second[base + x]) {
        second[base + x] = s;
      }
    }
  }
}
