package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProjectionFitterTest {
  private static final int FULL = 40;

  /** Cells of a few directions about a mean. */
  private static FeatureMap map(int rank, int width, int height, long seed) {
    SplittableRandom directions = new SplittableRandom(99);
    double[][] axes = new double[rank][FULL];
    for (double[] axis : axes) {
      for (int c = 0; c < FULL; c++) {
        axis[c] = directions.nextGaussian();
      }
    }
    SplittableRandom random = new SplittableRandom(seed);
    int cells = width * height;
    float[] values = new float[FULL * cells];
    for (int cell = 0; cell < cells; cell++) {
      for (double[] axis : axes) {
        double along = random.nextGaussian();
        for (int c = 0; c < FULL; c++) {
          values[c * cells + cell] += (float) (along * axis[c]);
        }
      }
      for (int c = 0; c < FULL; c++) {
        values[c * cells + cell] += 3;
      }
    }
    return new FeatureMap(width, height, FULL, values);
  }

  @Test
  void shouldLoseNothingOfWhatSpansNoMoreThanItKeeps() {
    FeatureMap first = map(5, 9, 7, 1);
    FeatureProjection fitted = ProjectionFitter.fit(List.of(first, map(5, 8, 8, 2)), 5);
    FeatureMap few = fitted.project(first);
    assertEquals(5, few.channels());
    float[] cell = new float[5];
    float[] whole = new float[FULL];
    for (int d = 0; d < 5; d++) {
      cell[d] = few.values()[d * 63 + 17];
    }
    for (int c = 0; c < FULL; c++) {
      whole[c] = first.values()[c * 63 + 17];
    }
    assertArrayEquals(whole, fitted.reconstruct(cell), 2e-3f);
  }

  @Test
  void shouldStayOrthonormalWhereCellsSpanLess() {
    FeatureProjection fitted = ProjectionFitter.fit(List.of(map(2, 3, 1, 1)), 6);
    float[][] basis = fitted.basis();
    assertNotNull(basis);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int c = 0; c < FULL; c++) {
          dot += basis[i][c] * basis[j][c];
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-4);
      }
    }
  }

  @Test
  void shouldGiveTheSameForTheSameMaps() {
    List<FeatureMap> maps = List.of(map(9, 100, 50, 3));
    assertArrayEquals(
        ProjectionFitter.fit(maps, 4).toBytes(), ProjectionFitter.fit(maps, 4).toBytes());
  }

  @Test
  void shouldBeStoredAndReadBack() {
    FeatureProjection fitted = ProjectionFitter.fit(List.of(map(9, 10, 5, 3)), 4);
    byte[] bytes = fitted.toBytes();
    FeatureProjection read = FeatureProjection.fromBytes(bytes);
    assertArrayEquals(bytes, read.toBytes());
    assertArrayEquals(
        fitted.reconstruct(new float[] {1, 2, 3, 4}), read.reconstruct(new float[] {1, 2, 3, 4}));
    FeatureProjection identity = FeatureProjection.identity(7);
    assertEquals(identity, FeatureProjection.fromBytes(identity.toBytes()));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> FeatureProjection.fromBytes(cut))
                  .getMessage()
              != null);
    }
  }
}
