package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.ops.picture.IntImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptIdsTest {
  /** Of a view of eight columns: objects have enough pixels from 200 on. */
  private static final int ROWS = 100;

  private static final IntImage TRUTH = image(0, 0, 1, 1, 1, 2, 2, 2);

  private static IntImage image(int... columns) {
    int[] ids = new int[columns.length * ROWS];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = columns[i % columns.length];
    }
    return new IntImage(columns.length, ROWS, ids);
  }

  private static KeptIds between(IntImage before, IntImage after) {
    return KeptIds.of(List.of(new KeptIds.View(before, after, TRUTH)));
  }

  @Test
  void shouldFindNothingChangedWhenNothingDid() {
    IntImage ids = image(9, 9, 5, 5, 5, 6, 6, 0);
    assertEquals(new KeptIds(2, List.of(), 1), between(ids, ids));
  }

  @Test
  void shouldNameTheObjectsThatHaveAnotherIdOrNone() {
    KeptIds kept = between(image(9, 9, 5, 5, 5, 6, 6, 6), image(9, 9, 7, 7, 5, 0, 0, 6));
    assertEquals(List.of(new KeptIds.Change(1, 5, 7), new KeptIds.Change(2, 6, 0)), kept.changes());
    assertEquals(2 / 6.0, kept.same());
    assertEquals(1, kept.renamed());
    assertEquals(1, kept.without());
  }

  @Test
  void shouldFindNoIdWhereNoneCoversMoreThanHalf() {
    IntImage halves = image(9, 5, 5, 5, 7, 6, 7, 8);
    assertEquals(1, between(halves, halves).objects());
    assertEquals(
        List.of(new KeptIds.Change(1, 5, 0)),
        between(halves, image(9, 5, 5, 7, 8, 6, 7, 8)).changes());
  }

  @Test
  void shouldLeaveOutObjectsOfFewPixels() {
    IntImage few = new IntImage(199, 1, new int[199]);
    Arrays.fill(few.values(), 1);
    assertEquals(0, KeptIds.of(List.of(new KeptIds.View(few, few, few))).objects());
  }

  @Test
  void shouldGoByAnObjectsPixelsInAllViewsTogether() {
    IntImage before = image(0, 0, 5, 5, 5, 6, 6, 6);
    IntImage less = image(0, 0, 7, 7, 5, 6, 6, 6);
    KeptIds kept =
        KeptIds.of(
            List.of(
                new KeptIds.View(before, less, TRUTH), new KeptIds.View(before, before, TRUTH)));
    assertEquals(List.of(), kept.changes());
    assertEquals(10 / 12.0, kept.same());
  }

  @Test
  void shouldNotHoldAgainstItThatAnObjectGetsItsFirstId() {
    KeptIds kept = between(image(0, 0, 0, 0, 0, 6, 6, 6), image(0, 0, 5, 5, 5, 6, 6, 6));
    assertEquals(1, kept.objects());
    assertEquals(List.of(), kept.changes());
  }

  @Test
  void shouldFindAllTheSameWhereThereIsNoTruth() {
    IntImage none = image(0, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(
        new KeptIds(0, List.of(), 1), KeptIds.of(List.of(new KeptIds.View(TRUTH, none, none))));
  }
}
