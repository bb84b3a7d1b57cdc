package io.splatlas.actors.instance;

import io.splatlas.actors.model.OrientedBox;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;

/**
 * What the Gaussians of one instance say about it.
 *
 * @param centroid opacity-weighted mean position without {@link Strays}, metres
 * @param box min x y z, max x y z, metres: per axis the 1st and 99th percentile of trusted
 *     Gaussians without strays, widened by their median extent
 * @param colour mean red green blue, 0..1
 * @param body positions of the Gaussians that these are of, x y z planes, metres
 * @param extent median extent of those Gaussians, metres
 */
record InstanceStatistics(
    float[] centroid, float[] box, float[] colour, float[][] body, float extent) {
  /** Gaussians more transparent than this say nothing about where the surface is. */
  private static final float TRUSTED_OPACITY = 0.2f;

  private static final double TRIM = 0.01;

  /**
   * @param members rows of the instance's Gaussians, not empty
   */
  static InstanceStatistics of(GaussianBatch gaussians, int[] members) {
    int[] body = withoutStrays(gaussians, trusted(gaussians, members));
    float[] centroid = new float[3];
    float[] colour = new float[3];
    float[] box = new float[6];
    double total = 0;
    double[] position = new double[3];
    double[] dc = new double[3];
    for (int row : body) {
      double weight = opacity(gaussians, row);
      total += weight;
      for (int axis = 0; axis < 3; axis++) {
        position[axis] += weight * gaussians.planes()[GaussianLayout.POSITION + axis][row];
        dc[axis] += weight * gaussians.planes()[GaussianLayout.SH_DC + axis][row];
      }
    }
    float extent = medianExtent(gaussians, body);
    for (int axis = 0; axis < 3; axis++) {
      centroid[axis] = (float) (position[axis] / total);
      colour[axis] = (float) Math.clamp(GaussianLayout.SH_C0 * dc[axis] / total + 0.5, 0, 1);
      float[] sorted = sorted(gaussians.planes()[GaussianLayout.POSITION + axis], body);
      int cut = (int) (TRIM * (sorted.length - 1));
      box[axis] = sorted[cut] - extent;
      box[3 + axis] = sorted[sorted.length - 1 - cut] + extent;
    }
    return new InstanceStatistics(centroid, box, colour, positions(gaussians, body), extent);
  }

  /** The same as {@link #box} along axes that fit the Gaussians; fitted now. */
  OrientedBox orientedBox() {
    return new OrientedBoxFit(body, TRIM, extent).fit();
  }

  private static int[] withoutStrays(GaussianBatch gaussians, int[] rows) {
    return Arrays.stream(Strays.without(positions(gaussians, rows))).map(i -> rows[i]).toArray();
  }

  private static float[][] positions(GaussianBatch gaussians, int[] rows) {
    float[][] positions = new float[3][rows.length];
    for (int axis = 0; axis < 3; axis++) {
      float[] plane = gaussians.planes()[GaussianLayout.POSITION + axis];
      for (int i = 0; i < rows.length; i++) {
        positions[axis][i] = plane[rows[i]];
      }
    }
    return positions;
  }

  private static int[] trusted(GaussianBatch gaussians, int[] members) {
    int[] trusted =
        Arrays.stream(members).filter(row -> opacity(gaussians, row) >= TRUSTED_OPACITY).toArray();
    return trusted.length > 0 ? trusted : members;
  }

  private static double opacity(GaussianBatch gaussians, int row) {
    return 1 / (1 + Math.exp(-gaussians.planes()[GaussianLayout.OPACITY][row]));
  }

  private static float medianExtent(GaussianBatch gaussians, int[] rows) {
    float[] extents = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      float sum = 0;
      for (int axis = 0; axis < 3; axis++) {
        sum += gaussians.planes()[GaussianLayout.SCALE + axis][rows[i]];
      }
      extents[i] = (float) Math.exp(sum / 3);
    }
    Arrays.sort(extents);
    return extents[extents.length / 2];
  }

  private static float[] sorted(float[] plane, int[] rows) {
    float[] values = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      values[i] = plane[rows[i]];
    }
    Arrays.sort(values);
    return values;
  }
}
