package io.splatlas.gpu.cpu;

import io.splatlas.gpu.host.HostGaussianSet;
import java.util.Arrays;

/** Where members of groups keep their features, and where their gradient goes. */
sealed interface FieldSource {
  /** Pixels of less alpha do not count. */
  float SEEN = 0.5f;

  /** Reads a channel of some members into a row, 0 for those that do not count. */
  void read(int channel, int[] order, int from, int to, float[] row, int at);

  /** Adds {@code weight} times dL/dy of some members, in a row, to their gradient. */
  void add(int channel, int[] order, int from, int to, float weight, float[] row, int at);

  /** Which of some members count: 1 or 0. */
  void counting(int[] order, int from, int to, float[] row, int at);

  /**
   * Pixels of a view: y = F / A.
   *
   * @param blended F, planar
   * @param alpha A
   * @param gradient dL/dF, planar
   */
  record Pixels(int count, float[] blended, float[] alpha, float[] gradient)
      implements FieldSource {
    @Override
    public void read(int channel, int[] order, int from, int to, float[] row, int at) {
      int plane = channel * count;
      for (int k = from; k < to; k++) {
        float a = alpha[order[k]];
        row[at + k - from] = a < SEEN ? 0 : blended[plane + order[k]] / a;
      }
    }

    @Override
    public void add(int channel, int[] order, int from, int to, float weight, float[] row, int at) {
      int plane = channel * count;
      for (int k = from; k < to; k++) {
        float a = alpha[order[k]];
        gradient[plane + order[k]] += a < SEEN ? 0 : weight * row[at + k - from] / a;
      }
    }

    @Override
    public void counting(int[] order, int from, int to, float[] row, int at) {
      for (int k = from; k < to; k++) {
        row[at + k - from] = alpha[order[k]] < SEEN ? 0 : 1;
      }
    }
  }

  /** Gaussians of a set: y = s. */
  record Gaussians(HostGaussianSet set) implements FieldSource {
    @Override
    public void read(int channel, int[] order, int from, int to, float[] row, int at) {
      float[] plane = set.planes()[set.layout().featureOffset() + channel];
      for (int k = from; k < to; k++) {
        row[at + k - from] = plane[order[k]];
      }
    }

    @Override
    public void add(int channel, int[] order, int from, int to, float weight, float[] row, int at) {
      float[] gradient = set.field().gradient()[channel];
      for (int k = from; k < to; k++) {
        gradient[order[k]] += weight * row[at + k - from];
      }
    }

    @Override
    public void counting(int[] order, int from, int to, float[] row, int at) {
      Arrays.fill(row, at, at + to - from, 1f);
    }
  }
}
