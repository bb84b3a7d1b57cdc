package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RelocationFormulaTest {
  @Test
  void shouldLeaveOneGaussianAsItIs() {
    assertEquals(0.7, RelocationFormula.opacity(0.7, 1), 1e-12);
    assertEquals(1, RelocationFormula.scale(0.7, 0.7, 1), 1e-12);
  }

  @Test
  void shouldKeepTheOpacityAtTheCentre() {
    for (int copies = 2; copies <= 51; copies++) {
      double share = RelocationFormula.opacity(0.9, copies);
      assertEquals(0.9, 1 - Math.pow(1 - share, copies), 1e-12);
    }
  }

  @Test
  void shouldKeepTheTotalOpacityAlongARay() {
    // Equation 9 makes the integral of the blended alpha along a line that of the single Gaussian.
    for (int copies : new int[] {2, 3, 7, 20, 51}) {
      double opacity = 0.95;
      double share = RelocationFormula.opacity(opacity, copies);
      double scale = RelocationFormula.scale(opacity, share, copies);
      double one = 0;
      double many = 0;
      for (double x = -20; x < 20; x += 0.01) {
        one += opacity * Math.exp(-x * x / 2);
        many += 1 - Math.pow(1 - share * Math.exp(-x * x / (2 * scale * scale)), copies);
      }
      assertEquals(one, many, 1e-6 * one, copies + " copies");
      assertTrue(scale < 1);
    }
  }
}
