package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SphericalHarmonicsTest {
  @Test
  void shouldBeOrthonormalOnTheSphere() {
    int n = 60;
    double[][] products = new double[16][16];
    double[] basis = new double[16];
    for (int a = 0; a < n; a++) {
      double z = -1 + (a + 0.5) * 2 / n;
      double r = Math.sqrt(1 - z * z);
      for (int b = 0; b < n; b++) {
        double angle = 2 * Math.PI * b / n;
        SphericalHarmonics.evaluate(3, r * Math.cos(angle), r * Math.sin(angle), z, basis);
        for (int i = 0; i < 16; i++) {
          for (int j = 0; j < 16; j++) {
            products[i][j] += basis[i] * basis[j] * 4 * Math.PI / (n * n);
          }
        }
      }
    }
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 16; j++) {
        assertEquals(i == j ? 1 : 0, products[i][j], 0.01, i + ", " + j);
      }
    }
  }

  @Test
  void shouldMatchFiniteDifferences() {
    double[] at = {0.3, -0.5, 0.7};
    double[] high = new double[16];
    double[] low = new double[16];
    double[] gradient = new double[3];
    for (int k = 0; k < 16; k++) {
      double[] g = new double[16];
      g[k] = 1;
      SphericalHarmonics.backward(3, at[0], at[1], at[2], g, gradient);
      for (int axis = 0; axis < 3; axis++) {
        double[] p = at.clone();
        p[axis] += 1e-5;
        SphericalHarmonics.evaluate(3, p[0], p[1], p[2], high);
        p[axis] -= 2e-5;
        SphericalHarmonics.evaluate(3, p[0], p[1], p[2], low);
        assertEquals((high[k] - low[k]) / 2e-5, gradient[axis], 1e-8, k + ", " + axis);
      }
    }
  }
}
