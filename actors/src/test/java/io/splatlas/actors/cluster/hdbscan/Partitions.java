package io.splatlas.actors.cluster.hdbscan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

/** Compares labellings whose labels may be numbered differently. */
final class Partitions {
  private Partitions() {}

  /**
   * Fails unless the two are the same up to a one-to-one renaming of clusters; noise (-1) must be
   * noise in both.
   */
  static void assertSame(int[] expected, int[] actual) {
    assertEquals(0, differences(expected, actual));
  }

  /** Points that contradict the renaming given by the first point of each cluster. */
  static int differences(int[] a, int[] b) {
    Map<Integer, Integer> forth = new HashMap<>(Map.of(-1, -1));
    Map<Integer, Integer> back = new HashMap<>(Map.of(-1, -1));
    int different = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] >= 0 && b[i] >= 0) {
        forth.putIfAbsent(a[i], b[i]);
        back.putIfAbsent(b[i], a[i]);
      }
      if (!Integer.valueOf(b[i]).equals(forth.get(a[i]))
          || !Integer.valueOf(a[i]).equals(back.get(b[i]))) {
        different++;
      }
    }
    return different;
  }
}
