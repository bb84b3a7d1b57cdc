package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  @Test
  void shouldGiveUpTheBestPairWhenTheTotalIsBetterWithoutIt() {
    assertArrayEquals(new int[] {1, 0}, Assignment.maximise(new long[][] {{10, 9}, {9, 1}}));
  }

  @Test
  void shouldLeaveTheRestOfTheLongerSideUnassigned() {
    assertArrayEquals(new int[] {2}, Assignment.maximise(new long[][] {{1, 2, 3}}));
    assertArrayEquals(new int[] {-1, 0, -1}, Assignment.maximise(new long[][] {{1}, {5}, {3}}));
  }

  @Test
  void shouldTakeNothingFromNothing() {
    assertArrayEquals(new int[0], Assignment.maximise(new long[0][]));
    assertArrayEquals(new int[] {-1, -1}, Assignment.maximise(new long[2][0]));
    assertThrows(
        IllegalArgumentException.class, () -> Assignment.maximise(new long[][] {{1}, {1, 2}}));
  }

  @Test
  void shouldFindAsMuchAsTryingAllAssignments() {
    var random = new SplittableRandom(7);
    for (int trial = 0; trial < 500; trial++) {
      long[][] gain = random(random, 1 + random.nextInt(6), 1 + random.nextInt(6), 20);
      int[] columns = Assignment.maximise(gain);
      assertEquals(best(gain, 0, 0), total(gain, columns));
    }
  }

  @Test
  void shouldNotDependOnTheOrderOfRows() {
    var random = new SplittableRandom(8);
    long[][] gain = random(random, 40, 120, 1_000_000_000);
    long total = total(gain, Assignment.maximise(gain));
    long[][] reversed = new long[gain.length][];
    Arrays.setAll(reversed, i -> gain[gain.length - 1 - i]);
    assertEquals(total, total(reversed, Assignment.maximise(reversed)));
    long[][] transposed = new long[120][40];
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 120; j++) {
        transposed[j][i] = gain[i][j];
      }
    }
    assertEquals(total, total(transposed, Assignment.maximise(transposed)));
  }

  private static long[][] random(SplittableRandom random, int rows, int columns, long bound) {
    long[][] gain = new long[rows][columns];
    for (long[] row : gain) {
      Arrays.setAll(row, i -> random.nextInt(3) == 0 ? 0 : random.nextLong(bound));
    }
    return gain;
  }

  /** The sum of an assignment, and that no column is used twice. */
  private static long total(long[][] gain, int[] columns) {
    boolean[] used = new boolean[gain[0].length];
    long sum = 0;
    for (int row = 0; row < gain.length; row++) {
      if (columns[row] >= 0) {
        assertTrue(!used[columns[row]], "column used twice");
        used[columns[row]] = true;
        sum += gain[row][columns[row]];
      }
    }
    return sum;
  }

  private static long best(long[][] gain, int row, int used) {
    if (row == gain.length) {
      return 0;
    }
    long best = best(gain, row + 1, used);
    for (int column = 0; column < gain[row].length; column++) {
      if ((used & 1 << column) == 0) {
        best = Math.max(best, gain[row][column] + best(gain, row + 1, used | 1 << column));
      }
    }
    return best;
  }
}
