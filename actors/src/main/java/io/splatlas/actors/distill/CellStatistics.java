package io.splatlas.actors.distill;

/**
 * Means, deviations and gradient energies over any window in constant time, by summed-area tables.
 */
final class CellStatistics {
  private static final int ORIENTATIONS = 4;

  private final int stride;
  private final double[][] sums = new double[3][];
  private final double[][] squares = new double[3][];
  private final double[][] energies = new double[ORIENTATIONS][];

  CellStatistics(OpponentImage image) {
    stride = image.width() + 1;
    for (int c = 0; c < 3; c++) {
      float[] plane = image.channels()[c];
      float[] squared = new float[plane.length];
      for (int i = 0; i < plane.length; i++) {
        squared[i] = plane[i] * plane[i];
      }
      sums[c] = summed(plane, image.width(), image.height());
      squares[c] = summed(squared, image.width(), image.height());
    }
    float[][] oriented = orientedEnergies(image);
    for (int o = 0; o < ORIENTATIONS; o++) {
      energies[o] = summed(oriented[o], image.width(), image.height());
    }
  }

  float mean(int channel, Window window) {
    return (float) (sum(sums[channel], window) / window.pixels());
  }

  float deviation(int channel, Window window) {
    double mean = sum(sums[channel], window) / window.pixels();
    double variance = sum(squares[channel], window) / window.pixels() - mean * mean;
    return (float) Math.sqrt(Math.max(0, variance));
  }

  float energy(int orientation, Window window) {
    return (float) (sum(energies[orientation], window) / window.pixels());
  }

  float energy(Window window) {
    float energy = 0;
    for (int o = 0; o < ORIENTATIONS; o++) {
      energy += energy(o, window);
    }
    return energy;
  }

  /**
   * Gradient magnitude, shared between the two nearest of the orientations 0, 45, 90 and 135
   * degrees.
   */
  private static float[][] orientedEnergies(OpponentImage image) {
    float[][] oriented = new float[ORIENTATIONS][image.width() * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        float dx = image.luminance(x + 1, y) - image.luminance(x - 1, y);
        float dy = image.luminance(x, y + 1) - image.luminance(x, y - 1);
        double magnitude = Math.hypot(dx, dy);
        double turn = (Math.atan2(dy, dx) / Math.PI + 1) % 1 * ORIENTATIONS;
        int first = (int) turn % ORIENTATIONS;
        double share = turn - Math.floor(turn);
        oriented[first][y * image.width() + x] += (float) (magnitude * (1 - share));
        oriented[(first + 1) % ORIENTATIONS][y * image.width() + x] += (float) (magnitude * share);
      }
    }
    return oriented;
  }

  private static double[] summed(float[] plane, int width, int height) {
    int stride = width + 1;
    double[] table = new double[stride * (height + 1)];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += plane[y * width + x];
        table[(y + 1) * stride + x + 1] = table[y * stride + x + 1] + row;
      }
    }
    return table;
  }

  private double sum(double[] table, Window w) {
    return table[w.bottom() * stride + w.right()]
        - table[w.top() * stride + w.right()]
        - table[w.bottom() * stride + w.left()]
        + table[w.top() * stride + w.left()];
  }
}
