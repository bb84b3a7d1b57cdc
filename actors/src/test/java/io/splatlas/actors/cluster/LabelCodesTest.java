package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelCodesTest {
  /** A row of Gaussians, each with the ones before and behind it as neighbours. */
  private static int[] row(int count) {
    int[] neighbours = new int[2 * count];
    for (int i = 0; i < count; i++) {
      neighbours[2 * i] = i - 1;
      neighbours[2 * i + 1] = i + 1 < count ? i + 1 : -1;
    }
    return neighbours;
  }

  @Test
  void shouldTellNeighboursApart() {
    int[] labels = new int[100];
    Arrays.setAll(labels, i -> i == 50 ? -1 : i / 2);
    int[] codes = LabelCodes.of(50, labels, row(100), 2);
    for (int c = 1; c < 50; c++) {
      assertNotEquals(codes[c - 1], codes[c], "clusters " + (c - 1) + " and " + c);
    }
    assertTrue(Arrays.stream(codes).allMatch(code -> code >= 0 && code < LabelCodes.CODES));
  }

  @Test
  void shouldUseAllCodesEvenly() {
    int[] labels = new int[64];
    Arrays.setAll(labels, i -> i);
    int[] used = new int[LabelCodes.CODES];
    for (int code : LabelCodes.of(64, labels, row(64), 2)) {
      used[code]++;
    }
    assertTrue(Arrays.stream(used).max().orElseThrow() <= 6, () -> Arrays.toString(used));
  }

  @Test
  void shouldGiveEveryClusterACodeWhereAllTouchEachOther() {
    int[] labels = new int[40];
    Arrays.setAll(labels, i -> i);
    int[] neighbours = new int[40 * 40];
    Arrays.setAll(neighbours, at -> at % 40);
    int[] codes = LabelCodes.of(40, labels, neighbours, 40);
    assertEquals(40, codes.length);
    assertTrue(Arrays.stream(codes).allMatch(code -> code >= 0));
  }
}
