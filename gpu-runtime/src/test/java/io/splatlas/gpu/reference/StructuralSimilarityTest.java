package io.splatlas.gpu.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StructuralSimilarityTest {
  private static final int WIDTH = 14;
  private static final int HEIGHT = 9;

  private final boolean[] counts = new boolean[WIDTH * HEIGHT];
  private final double[] gradient = new double[WIDTH * HEIGHT];
  private final StructuralSimilarity similarity = new StructuralSimilarity(WIDTH, HEIGHT);

  @Test
  void shouldBeOneForEqualImages() {
    Arrays.fill(counts, true);
    double[] image = random(1);
    assertEquals(counts.length, similarity.sum(image, image, counts, gradient), 1e-9);
    for (double g : gradient) {
      assertEquals(0, g, 1e-9);
    }
  }

  @Test
  void shouldMatchItsDefinitionAtAPixel() {
    double[] x = random(1);
    double[] y = random(2);
    int column = 3;
    int row = 7;
    counts[row * WIDTH + column] = true;
    double[] sums = new double[5];
    double total = 0;
    for (int dy = -5; dy <= 5; dy++) {
      for (int dx = -5; dx <= 5; dx++) {
        double w = Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
        total += w;
        int cx = column + dx;
        int cy = row + dy;
        if (cx >= 0 && cy >= 0 && cx < WIDTH && cy < HEIGHT) {
          double a = x[cy * WIDTH + cx];
          double b = y[cy * WIDTH + cx];
          double[] terms = {a, b, a * a, b * b, a * b};
          for (int k = 0; k < 5; k++) {
            sums[k] += w * terms[k];
          }
        }
      }
    }
    double mx = sums[0] / total;
    double my = sums[1] / total;
    double vx = sums[2] / total - mx * mx;
    double vy = sums[3] / total - my * my;
    double cov = sums[4] / total - mx * my;
    double expected =
        (2 * mx * my + 1e-4) * (2 * cov + 9e-4) / ((mx * mx + my * my + 1e-4) * (vx + vy + 9e-4));
    assertEquals(expected, similarity.sum(x, y, counts, gradient), 1e-9);
  }

  @Test
  void shouldMatchFiniteDifferences() {
    Arrays.fill(counts, true);
    counts[5] = false;
    double[] x = random(1);
    double[] y = random(2);
    x[5] = 0;
    y[5] = 0;
    double[] analytic = new double[x.length];
    similarity.sum(x, y, counts, analytic);
    for (int p = 0; p < x.length; p++) {
      if (counts[p]) {
        double at = x[p];
        x[p] = at + 1e-5;
        double above = similarity.sum(x, y, counts, gradient);
        x[p] = at - 1e-5;
        double below = similarity.sum(x, y, counts, gradient);
        x[p] = at;
        assertEquals((above - below) / 2e-5, analytic[p], 1e-5);
      }
    }
  }

  private static double[] random(long seed) {
    return new SplittableRandom(seed).doubles(WIDTH * HEIGHT).toArray();
  }
}
