package io.splatlas.actors.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import org.junit.jupiter.api.Test;

class NeighbourPairsTest {
  /** Gaussians on a line, a metre apart. */
  private static GaussianSnapshot line(int count) {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 1), count);
    for (int i = 0; i < count; i++) {
      batch.planes()[GaussianLayout.POSITION][i] = i;
    }
    return new GaussianSnapshot(batch, new long[count], new int[count], new float[count]);
  }

  @Test
  void shouldPairEveryAnchorWithItsOwnNeighbours() {
    FieldPairs pairs = NeighbourPairs.draw(line(500), 100, 4, 3);
    assertEquals(800, pairs.count());
    assertEquals(400, pairs.near());
    for (int k = 0; k < pairs.near(); k++) {
      int apart = Math.abs(pairs.first()[k] - pairs.second()[k]);
      assertTrue(apart >= 1 && apart <= 4, apart + " m apart");
    }
    for (int k = pairs.near(); k < pairs.count(); k++) {
      assertNotEquals(pairs.first()[k], pairs.second()[k]);
    }
  }

  @Test
  void shouldHaveNoPairsAmongTooFew() {
    assertEquals(0, NeighbourPairs.draw(line(8), 100, 4, 3).count());
  }
}
