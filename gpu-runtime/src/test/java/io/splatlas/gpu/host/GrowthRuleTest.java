package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.GrowthOptions;
import org.junit.jupiter.api.Test;

class GrowthRuleTest {
  private static final float FLOOR = 0.005f;

  @Test
  void shouldKnowOpacityAsWellAsFloatsDo() {
    for (float logit = -30; logit <= 30; logit += 0.01f) {
      double expected = 1 / (1 + Math.exp(-logit));
      assertEquals(1, GrowthRule.opacity(logit) / expected, 3e-6, "logit " + logit);
    }
    assertTrue(GrowthRule.opacity(-1000) > 0);
    assertEquals(1, GrowthRule.opacity(1000));
  }

  @Test
  void shouldWeighInProportionToTheScore() {
    for (float largest : new float[] {Float.MAX_VALUE, 3.7f, 1e-20f, 2 * Float.MIN_NORMAL}) {
      double unit = GrowthRule.weight(largest, largest) / (double) largest;
      assertTrue(GrowthRule.weight(largest, largest) >= 1 << 30);
      for (float share = 1; share > 1e-4f; share *= 0.83f) {
        double expected = unit * (share * largest);
        assertEquals(1, GrowthRule.weight(share * largest, largest) / expected, 2e-5);
      }
    }
    assertEquals(0, GrowthRule.weight(0, 1));
    assertEquals(0, GrowthRule.weight(1e-30f, 1));
    assertTrue(GrowthRule.weight(Float.MIN_VALUE, Float.MIN_VALUE) > 0);
  }

  @Test
  void shouldDrawOnceInEachPart() {
    long total = 987_654_321_987L;
    for (int n : new int[] {1, 2, 7, 1000}) {
      for (int k = 0; k < n; k++) {
        long drawn = GrowthRule.draw(5, 1, k, n, total);
        assertTrue(drawn * (double) n / total >= k - 1e-6);
        assertTrue(drawn * (double) n / total <= k + 1 + 1e-6);
        assertTrue(drawn >= 0 && drawn < total);
      }
    }
  }

  @Test
  void shouldAllowAsManyCopiesAsStayAboveTheFloor() {
    float[] limits = GrowthRule.limits(FLOOR);
    for (double opacity : new double[] {0.006, 0.0198, 0.02, 0.1, 0.3, 0.39, 0.9, 0.9999999}) {
      int copies = GrowthRule.copies((float) Math.log(opacity / (1 - opacity)), limits);
      double least = Math.log1p(-Math.min(opacity, 1 - 1e-7)) / Math.log1p(-2.0 * FLOOR);
      assertEquals(Math.clamp((long) least, 1, GrowthRule.MOST_COPIES), copies, "of " + opacity);
    }
    assertEquals(GrowthRule.MOST_COPIES, GrowthRule.copies(-20, GrowthRule.limits(0)));
  }

  /** Over many seeds a row gets births in proportion to its weight. */
  @Test
  void shouldExpectBirthsInProportionToOpacityTimesError() {
    float[] logits = {0, 0, (float) Math.log(3), 0};
    float[] errors = {1, 2, 2, 0};
    boolean[] dead = new boolean[4];
    double[] births = new double[4];
    int seeds = 4000;
    for (int seed = 0; seed < seeds; seed++) {
      GrowthOptions options = new GrowthOptions(7, FLOOR, 0, seed);
      GrowthDraw draw = GrowthDraw.run(logits, dead, errors, options, 7);
      for (int i = 0; i < 4; i++) {
        births[i] += draw.births(i) / (double) seeds;
      }
    }
    // Weights 0.5, 1, 1.5 and 0, three births.
    assertEquals(0.5, births[0], 0.03);
    assertEquals(1, births[1], 0.03);
    assertEquals(1.5, births[2], 0.03);
    assertEquals(0, births[3]);
  }

  @Test
  void shouldDrawAgainWhatASourceCannotBear() {
    // The first can become two, the second many; nearly all weight is on the first.
    float[] logits = {(float) Math.log(0.02 / 0.98), 2};
    GrowthOptions options = new GrowthOptions(12, FLOOR, 0, 1);
    GrowthDraw draw =
        GrowthDraw.run(logits, new boolean[2], new float[] {1e6f, 1e-3f}, options, 12);
    assertEquals(1, draw.births(0));
    assertEquals(9, draw.births(1));
    boolean[] numbers = new boolean[10];
    for (int row = 2; row < 12; row++) {
      numbers[draw.source(row) == 1 ? draw.number(row) : 0] = true;
    }
    for (boolean there : numbers) {
      assertTrue(there);
    }
  }
}
