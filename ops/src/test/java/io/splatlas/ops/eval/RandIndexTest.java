package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandIndexTest {
  @Test
  void shouldBeOneForTheSamePartitionUnderOtherNames() {
    assertEquals(
        1, RandIndex.adjusted(new int[] {0, 0, 1, 1, 2}, new int[] {7, 7, 3, 3, 5}), 1e-12);
  }

  /** The example of Hubert and Arabie's index as scikit-learn documents it. */
  @Test
  void shouldAgreeWithAPublishedExample() {
    assertEquals(
        0.57142857, RandIndex.adjusted(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2}), 1e-6);
  }

  @Test
  void shouldBeNearNothingForIndependentPartitions() {
    SplittableRandom random = new SplittableRandom(3);
    int[] a = random.ints(20_000, 0, 8).toArray();
    int[] b = random.ints(20_000, 0, 5).toArray();
    assertEquals(0, RandIndex.adjusted(a, b), 0.01);
  }

  @Test
  void shouldLeaveOutPointsWithoutALabel() {
    assertEquals(
        1, RandIndex.adjusted(new int[] {0, 0, 1, 1, -1, 1}, new int[] {4, 4, 2, 2, 2, -1}), 1e-12);
    assertEquals(1, RandIndex.adjusted(new int[] {-1}, new int[] {0}));
  }

  @Test
  void shouldRefusePartitionsOfDifferentSets() {
    assertThrows(IllegalArgumentException.class, () -> RandIndex.adjusted(new int[1], new int[2]));
  }
}
