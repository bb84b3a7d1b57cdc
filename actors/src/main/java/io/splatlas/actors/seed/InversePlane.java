package io.splatlas.actors.seed;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A plane as an image shows it: its inverse depth is linear in pixel coordinates.
 *
 * @param slopeX change of 1/z per pixel to the right
 * @param slopeY change of 1/z per pixel downwards
 * @param offset 1/z at the first pixel
 */
record InversePlane(double slopeX, double slopeY, double offset) {
  /** Inverse depths that differ by less than this share are on one plane. */
  private static final double AGREE = 0.02;

  /** Random planes tried: three of four known pixels wrong still leave a right one. */
  private static final int TRIALS = 60;

  /** Pixels a trial is held against, evenly drawn. */
  private static final int JURY = 500;

  private static final double LEAST_PIVOT = 1e-6;

  /** 1/z at a pixel. */
  double at(int x, int y) {
    return slopeX * x + slopeY * y + offset;
  }

  /** Whether an inverse depth at a pixel is the plane's. */
  boolean agrees(int x, int y, float inverse) {
    double own = at(x, y);
    return own > 0 && Math.abs(inverse - own) <= AGREE * own;
  }

  /**
   * The plane that most of some pixels agree on (RANSAC: Fischler and Bolles 1981), fitted to those
   * that do; null when no three of them span one.
   *
   * @param pixels whose depth is known, at least one
   * @param inverse 1/z of all pixels of the image
   * @param width of the image
   */
  static @Nullable InversePlane ofMost(int[] pixels, float[] inverse, int width) {
    SplittableRandom random = new SplittableRandom(pixels[0] * 31L + pixels.length);
    InversePlane best = null;
    int most = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      int[] three = new int[3];
      for (int i = 0; i < three.length; i++) {
        three[i] = pixels[random.nextInt(pixels.length)];
      }
      InversePlane plane = fit(three, inverse, width, null);
      int votes = plane == null ? 0 : votes(plane, pixels, inverse, width, jury(pixels));
      if (votes > most) {
        most = votes;
        best = plane;
      }
    }
    InversePlane refined = best == null ? null : fit(pixels, inverse, width, best);
    return refined == null ? best : refined;
  }

  /** Share of the pixels whose depth is the plane's. */
  double share(int[] pixels, float[] inverse, int width) {
    return (double) votes(this, pixels, inverse, width, 1) / pixels.length;
  }

  private static int jury(int[] pixels) {
    return Math.max(1, pixels.length / JURY);
  }

  private static int votes(
      InversePlane plane, int[] pixels, float[] inverse, int width, int every) {
    int votes = 0;
    for (int i = 0; i < pixels.length; i += every) {
      int p = pixels[i];
      votes += plane.agrees(p % width, p / width, inverse[p]) ? 1 : 0;
    }
    return votes;
  }

  /** Least squares over the pixels, of which only those that agree with {@code near} count. */
  private static @Nullable InversePlane fit(
      int[] pixels, float[] inverse, int width, @Nullable InversePlane near) {
    double[][] m = new double[3][4];
    for (int p : pixels) {
      int x = p % width;
      int y = p / width;
      if (near == null || near.agrees(x, y, inverse[p])) {
        double[] v = {x, y, 1};
        for (int row = 0; row < 3; row++) {
          for (int column = 0; column < 3; column++) {
            m[row][column] += v[row] * v[column];
          }
          m[row][3] += v[row] * inverse[p];
        }
      }
    }
    return solve(m);
  }

  /** Gauss and Jordan with the largest pivot first; null where pixels lie on a line. */
  private static @Nullable InversePlane solve(double[][] m) {
    for (int column = 0; column < 3; column++) {
      int pivot = column;
      for (int row = column + 1; row < 3; row++) {
        pivot = Math.abs(m[row][column]) > Math.abs(m[pivot][column]) ? row : pivot;
      }
      if (Math.abs(m[pivot][column]) < LEAST_PIVOT) {
        return null;
      }
      double[] swap = m[column];
      m[column] = m[pivot];
      m[pivot] = swap;
      for (int row = 0; row < 3; row++) {
        double factor = row == column ? 0 : m[row][column] / m[column][column];
        for (int k = column; k < 4; k++) {
          m[row][k] -= factor * m[column][k];
        }
      }
    }
    return new InversePlane(m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]);
  }
}
