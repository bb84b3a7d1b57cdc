package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PhotographEdgesTest {
  private static final int WIDTH = 30;
  private static final int HEIGHT = 20;

  /** Left of a column one value, from it on another. */
  private static int[] step(int column, int left, int right) {
    int[] values = new int[WIDTH * HEIGHT];
    for (int p = 0; p < values.length; p++) {
      values[p] = p % WIDTH < column ? left : right;
    }
    return values;
  }

  private static byte[] grey(int[] values) {
    byte[] rgb = new byte[3 * values.length];
    for (int p = 0; p < values.length; p++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * p + c] = (byte) (values[p] + p * 7 % 5);
      }
    }
    return rgb;
  }

  @Test
  void shouldMoveABorderToTheEdgeBesideIt() {
    byte[] photograph = grey(step(15, 60, 180));
    assertArrayEquals(
        step(15, 4, 9), PhotographEdges.move(WIDTH, HEIGHT, step(16, 4, 9), photograph));
    assertArrayEquals(
        step(15, 4, 9), PhotographEdges.move(WIDTH, HEIGHT, step(14, 4, 9), photograph));
  }

  @Test
  void shouldLeaveABorderWhereThePhotographHasNone() {
    byte[] photograph = grey(step(0, 0, 120));
    int[] ids = step(16, 4, 9);
    assertArrayEquals(ids, PhotographEdges.move(WIDTH, HEIGHT, ids, photograph));
  }

  @Test
  void shouldNotLookBeyondTheBorder() {
    byte[] photograph = grey(step(15, 60, 180));
    int[] moved = PhotographEdges.move(WIDTH, HEIGHT, step(22, 4, 9), photograph);
    assertEquals(4, moved[10 * WIDTH + 17], "an edge five pixels away is another one");
  }

  @Test
  void shouldFillHolesAndMakeNone() {
    byte[] photograph = grey(step(15, 60, 180));
    int[] moved = PhotographEdges.move(WIDTH, HEIGHT, step(14, 4, 0), photograph);
    assertEquals(4, moved[10 * WIDTH + 14]);
    assertEquals(0, moved[10 * WIDTH + 25]);
  }

  @Test
  void shouldRefuseSizesThatDiffer() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PhotographEdges.move(WIDTH, HEIGHT, new int[10], new byte[30]));
  }
}
