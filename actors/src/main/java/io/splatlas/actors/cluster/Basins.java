package io.splatlas.actors.cluster;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cuts a surface along ridges of colour change: a watershed on the neighbour graph. Every place
 * where colour changes less than around it begins a basin, so that a border is found however
 * blurred it is; what borders mean nothing is for {@link RegionGraph} to tell.
 */
final class Basins {
  private static final int OUTSIDE = -2;
  private static final int OPEN = -1;

  private final SurfelCloud cloud;
  private final int[] members;

  /** Basin per surfel of the cloud, negative outside the surface. */
  final int[] labels;

  private int count;

  /**
   * @param members rows of the cloud, rising
   */
  Basins(SurfelCloud cloud, int[] members) {
    this.cloud = cloud;
    this.members = members;
    labels = new int[cloud.size()];
    Arrays.fill(labels, OUTSIDE);
    for (int row : members) {
      labels[row] = OPEN;
    }
    flood(slopes());
  }

  int count() {
    return count;
  }

  /** How much the smoothed colour changes around each surfel, smoothed again. */
  private float[] slopes() {
    float[][] smooth = new float[3][];
    for (int channel = 0; channel < 3; channel++) {
      smooth[channel] = averaged(cloud.colour()[channel]);
    }
    float[] slope = new float[cloud.size()];
    for (int row : members) {
      for (float[] channel : smooth) {
        slope[row] = Math.max(slope[row], deviation(channel, row));
      }
    }
    return averaged(slope);
  }

  private float[] averaged(float[] values) {
    float[] out = new float[cloud.size()];
    for (int row : members) {
      float sum = values[row];
      int n = 1;
      for (int j = 0; j < cloud.k(); j++) {
        int other = cloud.neighbours()[row * cloud.k() + j];
        if (other >= 0 && labels[other] != OUTSIDE) {
          sum += values[other];
          n++;
        }
      }
      out[row] = sum / n;
    }
    return out;
  }

  private float deviation(float[] values, int row) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int j = 0; j < cloud.k(); j++) {
      int other = cloud.neighbours()[row * cloud.k() + j];
      if (other >= 0 && labels[other] != OUTSIDE) {
        sum += values[other];
        squares += values[other] * values[other];
        n++;
      }
    }
    return n == 0 ? 0 : (float) Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
  }

  /** Surfels in the order of rising slope join the basin of their flattest neighbour. */
  private void flood(float[] slope) {
    int[] order =
        IntStream.of(members)
            .boxed()
            .sorted(
                (a, b) ->
                    slope[a] != slope[b]
                        ? Float.compare(slope[a], slope[b])
                        : Integer.compare(a, b))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int row : order) {
      int flattest = -1;
      for (int j = 0; j < cloud.k(); j++) {
        int other = cloud.neighbours()[row * cloud.k() + j];
        if (other >= 0 && labels[other] >= 0 && (flattest < 0 || slope[other] < slope[flattest])) {
          flattest = other;
        }
      }
      labels[row] = flattest >= 0 ? labels[flattest] : count++;
    }
  }
}
