package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;

/**
 * Up-sampling of a feature map along the edges of its image (joint bilateral, Kopf et al. 2007, in
 * place of FeatUp's): a pixel takes the cells around it by how near they are and by how much their
 * mean colour is like its own.
 */
public final class JointBilateral {
  /** Cells to each side that are looked at. */
  private static final int REACH = 2;

  /** Standard deviation in place, cells. */
  private static final double PLACE = 1;

  /** Standard deviation in colour, 0..1 a channel. */
  private static final double COLOUR = 0.1;

  /** Where no cell is alike, place alone decides. */
  private static final double FLOOR = 1e-6;

  private final FeatureMap map;
  private final int width;
  private final int height;
  private final float[] fine;
  private final float[] coarse;

  private JointBilateral(FeatureMap map, int width, int height, float[] fine, float[] coarse) {
    this.map = map;
    this.width = width;
    this.height = height;
    this.fine = fine;
    this.coarse = coarse;
  }

  /**
   * A map with one cell per pixel of a smaller or equally large image.
   *
   * @param map covers the whole image
   * @param rgb the image, interleaved, 3 * imageWidth * imageHeight
   * @param width of the result, at most {@code imageWidth}
   * @param height of the result
   */
  public static FeatureMap upsample(
      FeatureMap map, int imageWidth, int imageHeight, byte[] rgb, int width, int height) {
    float[] fine = means(imageWidth, imageHeight, rgb, width, height);
    float[] coarse = means(imageWidth, imageHeight, rgb, map.width(), map.height());
    return new JointBilateral(map, width, height, fine, coarse).run();
  }

  private FeatureMap run() {
    int pixels = width * height;
    int cells = map.width() * map.height();
    float[] values = new float[map.channels() * pixels];
    int side = 2 * REACH + 1;
    int[] from = new int[side * side];
    double[] weights = new double[side * side];
    for (int p = 0; p < pixels; p++) {
      int taken = weigh(p, from, weights);
      for (int c = 0; c < map.channels(); c++) {
        double sum = 0;
        for (int k = 0; k < taken; k++) {
          sum += weights[k] * map.values()[c * cells + from[k]];
        }
        values[c * pixels + p] = (float) sum;
      }
    }
    return new FeatureMap(width, height, map.channels(), values);
  }

  /** The cells a pixel takes and their weights, which add up to 1; answers how many. */
  private int weigh(int p, int[] from, double[] weights) {
    int x0 = p % width;
    int y0 = p / width;
    double u = (x0 + 0.5) / width * map.width() - 0.5;
    double v = (y0 + 0.5) / height * map.height() - 0.5;
    int column = (int) Math.round(u);
    int row = (int) Math.round(v);
    int taken = 0;
    double all = 0;
    for (int y = Math.max(0, row - REACH); y <= Math.min(map.height() - 1, row + REACH); y++) {
      for (int x = Math.max(0, column - REACH);
          x <= Math.min(map.width() - 1, column + REACH);
          x++) {
        int cell = y * map.width() + x;
        double away = ((x - u) * (x - u) + (y - v) * (y - v)) / (PLACE * PLACE);
        double weight = Math.exp(-0.5 * away) * (FLOOR + Math.exp(-0.5 * difference(p, cell)));
        from[taken] = cell;
        weights[taken++] = weight;
        all += weight;
      }
    }
    for (int k = 0; k < taken; k++) {
      weights[k] /= all;
    }
    return taken;
  }

  private double difference(int p, int cell) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double d = (fine[3 * p + c] - coarse[3 * cell + c]) / COLOUR;
      sum += d * d;
    }
    return sum;
  }

  /** Mean colours of an even grid over an image, 0..1, interleaved. */
  private static float[] means(int width, int height, byte[] rgb, int columns, int rows) {
    float[] means = new float[3 * columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        Window cell = Window.ofCell(column, row, columns, rows, width, height);
        int[] sums = new int[3];
        for (int y = cell.top(); y < cell.bottom(); y++) {
          for (int x = cell.left(); x < cell.right(); x++) {
            for (int c = 0; c < 3; c++) {
              sums[c] += rgb[3 * (y * width + x) + c] & 0xff;
            }
          }
        }
        for (int c = 0; c < 3; c++) {
          means[3 * (row * columns + column) + c] = sums[c] / (255f * cell.pixels());
        }
      }
    }
    return means;
  }
}
