package io.splatlas.actors.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  @Test
  void shouldPreferTheLargestSumOverTheLargestPair() {
    assertArrayEquals(new int[] {1, 0}, Assignment.maximise(new double[][] {{10, 9}, {9, 1}}));
  }

  @Test
  void shouldLeaveRowsWithoutGainAlone() {
    assertArrayEquals(new int[] {-1, 0}, Assignment.maximise(new double[][] {{0, 0}, {3, 0}}));
    assertArrayEquals(new int[] {-1}, Assignment.maximise(new double[1][0]));
    assertEquals(0, Assignment.maximise(new double[0][0]).length);
  }

  @Test
  void shouldMatchExhaustiveSearch() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 400; trial++) {
      int rows = 1 + random.nextInt(5);
      int columns = 1 + random.nextInt(5);
      double[][] gain = new double[rows][columns];
      for (double[] row : gain) {
        for (int c = 0; c < columns; c++) {
          row[c] = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
        }
      }
      int[] columnOf = Assignment.maximise(gain);
      assertEquals(best(gain, 0, 0), sum(gain, columnOf), 1e-9);
    }
  }

  private static double sum(double[][] gain, int[] columnOf) {
    double sum = 0;
    long used = 0;
    for (int r = 0; r < columnOf.length; r++) {
      if (columnOf[r] >= 0) {
        assertTrue((used & (1L << columnOf[r])) == 0, "a column is used once");
        used |= 1L << columnOf[r];
        sum += gain[r][columnOf[r]];
      }
    }
    return sum;
  }

  private static double best(double[][] gain, int row, long used) {
    if (row == gain.length) {
      return 0;
    }
    double best = best(gain, row + 1, used);
    for (int c = 0; c < gain[row].length; c++) {
      if ((used & (1L << c)) == 0) {
        best = Math.max(best, gain[row][c] + best(gain, row + 1, used | (1L << c)));
      }
    }
    return best;
  }
}
